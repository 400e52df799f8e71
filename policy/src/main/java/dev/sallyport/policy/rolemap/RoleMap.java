package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.YamlFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The role map of one `policy.yaml`, ready to decide. Immutable; safe from many threads.
///
/// What it says and how it decides is described with the package. Two role maps are equal when they say
/// the same, in whatever order and with whatever comments.
public final class RoleMap implements Authorizer {

    private final boolean empty;
    private final boolean deniesEverything;
    private final String canonical;
    private final String digest;
    private final Map<String, ToolWords> tools;
    private final Grants grants;
    private final Written written;
    private final Vocabulary vocabulary;

    private RoleMap(
            SortedMap<String, Role> roles,
            SortedMap<String, Set<String>> bindings,
            Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.empty = roles.isEmpty();
        this.deniesEverything =
                bindings.isEmpty()
                        || roles.values().stream()
                                .flatMap(role -> role.rules().stream())
                                .allMatch(rule -> rule.id().effect() == Effect.FORBID);
        this.canonical = Canonical.print(roles, bindings);
        this.digest = Canonical.sha256(canonical);
        this.tools = new HashMap<>();
        vocabulary.all().forEach(words -> tools.put(words.tool(), words));
        this.written = Written.of(roles, bindings, vocabulary);
        this.grants = new Grants(roles, bindings, vocabulary);
    }

    /// What reading comes to.
    public sealed interface Parsed {

        /// Every word was understood.
        record Valid(RoleMap roleMap) implements Parsed {}

        /// Nothing of the file may be used.
        ///
        /// @param problems at least one, sorted by place
        record Invalid(List<Problem> problems) implements Parsed {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads a role map. Never throws for what the text says. An empty text is a role map that denies
    /// everything.
    ///
    /// @param fileName as the operator named it, for messages
    /// @param tools the words of every tool that rules may name
    /// @throws IllegalArgumentException when the tools' words contradict themselves, which is a defect of a tool
    public static Parsed parse(String fileName, String text, List<ToolTerms> tools) {
        var vocabulary = new Vocabulary(tools);
        var file = YamlFile.read(fileName, text);
        var reader = new RoleMapReader(file, vocabulary);
        reader.read();
        return file.problems().isEmpty()
                ? new Parsed.Valid(new RoleMap(reader.roles(), reader.bindings(), vocabulary))
                : new Parsed.Invalid(file.problems());
    }

    @Override
    public Decision decide(Request request) {
        if (empty) {
            return new Decision.Deny(new DenyReason.NoPolicy());
        }
        if (request.accesses().isEmpty()) {
            return new Decision.Deny(new DenyReason.NothingUnderstood());
        }
        var words = tools.get(request.tool());
        if (words == null) {
            return new Decision.Deny(new DenyReason.NoRule(request.accesses()));
        }
        try {
            return new Judgement(rules(request.principal(), request.tool()), words)
                    .decide(request.accesses());
        } catch (RuntimeException _) {
            // A defect of ours must not become a permission.
            return new Decision.Deny(new DenyReason.NoPolicy());
        }
    }

    private List<RoleRules> rules(Principal principal, String tool) {
        var rules = new ArrayList<RoleRules>();
        for (var role : grants.of(principal)) {
            role.rules(tool).ifPresent(rules::add);
        }
        return rules;
    }

    /// {@inheritDoc}
    ///
    /// A tool that some rule forbids without any condition has no reach; one that some rule holds without
    /// any condition has no permits among it.
    @Override
    public List<Reach> reach(Principal principal, String tool, Instant time) {
        var permits = new ArrayList<Reach>();
        var holds = new ArrayList<Reach>();
        boolean alwaysHeld = false;
        for (var role : rules(principal, tool)) {
            if (role.forbids().stream().anyMatch(CompiledRule::unconditional)) {
                return List.of();
            }
            alwaysHeld |= role.holds().stream().anyMatch(CompiledRule::unconditional);
            role.permits().forEach(r -> permits.add(new Reach(tool, Effect.PERMIT, r.reach())));
            role.holds().forEach(r -> holds.add(new Reach(tool, Effect.HOLD, r.reach())));
        }
        var all = new ArrayList<>(holds);
        if (!alwaysHeld) {
            all.addAll(permits);
        }
        return all.stream()
                .distinct()
                .sorted(Comparator.comparing(Reach::effect).thenComparing(r -> r.on().toString()))
                .toList();
    }

    @Override
    public Set<String> roles(Principal principal, Instant time) {
        var names = new TreeSet<String>();
        grants.of(principal).forEach(role -> names.add(role.name()));
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
        var rights = EnumSet.noneOf(ConsoleRight.class);
        grants.of(principal).forEach(role -> rights.addAll(role.console()));
        return Collections.unmodifiableSet(rights);
    }

    /// Whether no call of anyone can ever be permitted or held: there is no role with such a rule, or nobody has a
    /// role.
    public boolean deniesEverything() {
        return deniesEverything;
    }

    /// The same rules with one more binding, for those who try what a role may do.
    ///
    /// @param who with its kind in front
    /// @throws IllegalArgumentException when there is no such role
    public RoleMap withBinding(String role, String who) {
        if (!written.roles().containsKey(role)) {
            throw new IllegalArgumentException("there is no role `" + role + "`");
        }
        var bindings = new TreeMap<String, Set<String>>();
        written.bindings()
                .forEach(binding ->
                        bindings.computeIfAbsent(binding.role(), _ -> new TreeSet<>())
                                .add(binding.who()));
        bindings.computeIfAbsent(role, _ -> new TreeSet<>()).add(who);
        return new RoleMap(written.roles(), bindings, vocabulary);
    }

    /// What the file says, for those who ask about rules rather than calls.
    public Written written() {
        return written;
    }

    @Override
    public String digest() {
        return digest;
    }

    /// The canonical YAML: sorted, without repeats and comments. Reading it gives an equal role map.
    public String print() {
        return canonical;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoleMap that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /// The digest; the text may name people.
    @Override
    public String toString() {
        return "RoleMap " + digest.substring(0, 12);
    }
}
