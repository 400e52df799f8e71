package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a role map says, and how each of its rules takes an access: for those who ask about rules rather than calls.
/// Nothing here decides. Immutable; safe from many threads.
public final class Written {

    private final SortedMap<String, Role> roles;
    private final List<BindingView> bindings;
    private final Vocabulary vocabulary;

    private Written(
            SortedMap<String, Role> roles, List<BindingView> bindings, Vocabulary vocabulary) {
        this.roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
        this.bindings = List.copyOf(bindings);
        this.vocabulary = vocabulary;
    }

    static Written of(
            SortedMap<String, Role> roles,
            SortedMap<String, ? extends Collection<String>> bindings,
            Vocabulary vocabulary) {
        var views = new ArrayList<BindingView>();
        bindings.forEach((role, to) -> to.forEach(who -> views.add(new BindingView(role, who))));
        return new Written(roles, views, vocabulary);
    }

    /// A key that a rule has and a tool knows.
    ///
    /// @param place whether it stands under `on`
    public record Key(String key, boolean place, FactDefinition fact, Constraint constraint) {}

    public SortedMap<String, Role> roles() {
        return roles;
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

    /// How a rule takes an access of a tool that it names.
    public RuleTrace trace(Rule rule, String tool, Access access) {
        var words =
                words(tool)
                        .orElseThrow(() ->
                                new IllegalArgumentException("there is no tool `" + tool + "`"));
        var compiled = CompiledRule.of(rule, words);
        var effect = rule.clause().effect();
        var keys =
                keys(rule.clause(), tool).stream()
                        .map(key -> {
                            var found = access.fact(key.fact().name());
                            return new KeyTrace(
                                    key.key(),
                                    key.constraint().print(),
                                    key.fact().name(),
                                    found,
                                    FactTest.of(key.fact(), key.constraint())
                                            .passes(effect, found));
                        })
                        .toList();
        return new RuleTrace(
                rule,
                keys,
                compiled.matches(access),
                effect != Effect.FORBID && compiled.opens(access),
                effect == Effect.FORBID ? List.of() : compiled.closed(access));
    }

    /// The role and all that it includes, near and far, each with the way that leads there: from the role itself to
    /// the included one. Of two ways the shorter.
    public Map<String, List<String>> closure(String role) {
        var ways = new LinkedHashMap<String, List<String>>();
        var open = new ArrayDeque<List<String>>();
        open.add(List.of(role));
        while (!open.isEmpty()) {
            var way = open.remove();
            var found = roles.get(way.getLast());
            if (found == null || ways.putIfAbsent(way.getLast(), way) != null) {
                continue;
            }
            for (var included : found.includes()) {
                var next = new ArrayList<>(way);
                next.add(included);
                open.add(List.copyOf(next));
            }
        }
        return Collections.unmodifiableMap(ways);
    }

    private Optional<ToolWords> words(String tool) {
        return vocabulary.of(List.of(tool)).stream().findFirst();
    }
}
