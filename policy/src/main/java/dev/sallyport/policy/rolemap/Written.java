package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// What a role map says, and how each of its rules takes an access: for those who ask about rules rather than calls.
/// Nothing here decides. Immutable; safe from many threads.
public final class Written {

    private final SortedMap<String, Role> roles;
    private final List<Separation> separations;
    private final List<BindingView> bindings;
    private final Vocabulary vocabulary;

    Written(RoleMap.Contents contents, Vocabulary vocabulary) {
        this.roles = contents.roles();
        this.separations = contents.separations();
        this.vocabulary = vocabulary;
        var views = new ArrayList<BindingView>();
        for (var binding : contents.bindings()) {
            binding.to().forEach(who -> views.add(new BindingView(binding.role(), who, binding)));
        }
        this.bindings = List.copyOf(views);
    }

    /// A key that a rule has and a tool knows.
    ///
    /// @param place whether it stands under `on`
    public record Key(String key, boolean place, FactDefinition fact, Constraint constraint) {}

    public SortedMap<String, Role> roles() {
        return roles;
    }

    public Optional<Role> findRole(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    public List<Separation> separations() {
        return separations;
    }

    public List<BindingView> bindings() {
        return bindings;
    }

    /// The names of all tools, sorted.
    public Set<String> tools() {
        return Collections.unmodifiableSet(vocabulary.names());
    }

    /// The limits that a tool can honour, by name; none for a tool that there is not.
    public Map<String, LimitObligation> limits(String tool) {
        return words(tool).map(ToolWords::limits).orElse(Map.of());
    }

    public boolean masks(String tool) {
        return words(tool).map(ToolWords::masks).orElse(false);
    }

    public boolean filters(String tool) {
        return words(tool).map(ToolWords::filters).orElse(false);
    }

    /// The facts that rules for the tool name under `on`, by key.
    public Map<String, FactDefinition> places(String tool) {
        return words(tool).map(ToolWords::places).orElse(Map.of());
    }

    /// The fact of this name that accesses of the tool carry.
    public Optional<FactDefinition> fact(String tool, String name) {
        return words(tool).flatMap(words -> words.fact(name));
    }

    /// A role's own rules; none for a role that there is not.
    public List<Rule> rules(String role) {
        var found = roles.get(role);
        return found == null ? List.of() : found.rules();
    }

    /// The keys of the rule that the tool knows, sorted; for the place alone where the rule does not name the tool.
    public List<Key> keys(Clause clause, String tool) {
        var words = words(tool);
        if (words.isEmpty()) {
            return List.of();
        }
        var keys = new ArrayList<Key>();
        keys(clause.on(), words.get().places(), true, keys);
        if (clause.named().contains(tool)) {
            keys(clause.facts(), words.get().keys(clause.effect()), false, keys);
        }
        return keys;
    }

    private static void keys(
            Map<String, Constraint> constraints,
            Map<String, FactDefinition> known,
            boolean place,
            List<Key> keys) {
        constraints.forEach((key, constraint) -> {
            var fact = known.get(key);
            if (fact != null) {
                keys.add(new Key(key, place, fact, constraint));
            }
        });
    }

    /// The place key that names the tool's target, where its targets may carry labels.
    public Optional<String> target(String tool) {
        return words(tool).flatMap(ToolWords::target).map(ToolWords::permitKey);
    }

    /// The targets of the tool that carry labels like these, by name.
    public Set<String> carrying(String tool, Map<String, List<String>> labels) {
        return words(tool).map(words -> vocabulary.targets(words, labels)).orElse(Set.of());
    }

    /// How a rule takes an access of a tool that it names.
    public RuleTrace trace(Rule rule, String tool, Access access) {
        var words =
                words(tool)
                        .orElseThrow(() ->
                                new IllegalArgumentException("there is no tool `" + tool + "`"));
        return CompiledRule.of(rule, words, vocabulary)
                .trace(access, keys(rule.clause(), tool), vocabulary, words);
    }

    /// The roles and all that they include, near and far; without names that no role has. In one walk, however many they
    /// are.
    public Set<String> withIncludes(Collection<String> names) {
        return Collections.unmodifiableSet(Grants.closure(names, roles));
    }

    /// The role and all that it includes, near and far, each with the way that leads there: from the role itself to
    /// the included one. Of two ways the shorter.
    ///
    /// The ways through a long row of roles are long together, as the square of it: where only names are wanted, ask
    /// [#withIncludes].
    public Map<String, List<String>> closure(String role) {
        var ways = new LinkedHashMap<String, List<String>>();
        var met = new HashSet<>(Set.of(role));
        var open = new ArrayDeque<List<String>>();
        open.add(List.of(role));
        while (!open.isEmpty()) {
            var way = open.remove();
            var found = roles.get(way.getLast());
            if (found == null || ways.putIfAbsent(way.getLast(), way) != null) {
                continue;
            }
            for (var included : found.includes()) {
                if (met.add(included)) {
                    var next = new ArrayList<>(way);
                    next.add(included);
                    open.add(List.copyOf(next));
                }
            }
        }
        return Collections.unmodifiableMap(ways);
    }

    private Optional<ToolWords> words(String tool) {
        return vocabulary.of(List.of(tool)).stream().findFirst();
    }
}
