package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.yaml.FileBounds;
import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.YamlFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// The role map of one `policy.yaml`, ready to decide. Immutable; safe from many threads.
///
/// What it says and how it decides is described with the package. Two role maps are equal when they say
/// the same, in whatever order and with whatever comments.
public final class RoleMap implements Authorizer {

    private final boolean empty;
    private final boolean deniesEverything;
    private final String canonical;
    private final String digest;
    private final Contents contents;
    private final Map<String, Rule> rules;
    private final Map<String, ToolWords> tools;
    private final Grants grants;
    private final Written written;
    private final Vocabulary vocabulary;

    private RoleMap(Contents contents, Vocabulary vocabulary) {
        this.contents = contents;
        this.vocabulary = vocabulary;
        this.written = new Written(contents, vocabulary);
        this.empty = contents.roles().isEmpty();
        this.deniesEverything =
                contents.bindings().isEmpty()
                        || contents.roles().values().stream()
                                .flatMap(role -> role.rules().stream())
                                .allMatch(rule -> rule.id().effect() == Effect.FORBID);
        this.canonical =
                Canonical.print(contents.roles(), contents.separations(), contents.bindings());
        this.digest = Canonical.sha256(canonical);
        this.tools = new HashMap<>();
        vocabulary.all().forEach(words -> tools.put(words.tool(), words));
        this.rules = new HashMap<>();
        contents.roles().values().stream()
                .flatMap(role -> role.rules().stream())
                .forEach(rule -> rules.put(rule.id().toString(), rule));
        this.grants =
                new Grants(
                        contents.roles(), contents.separations(), contents.bindings(), vocabulary);
    }

    /// Everything that the file says, for those who analyse it.
    ///
    /// @param bindings in the order of the file
    public record Contents(
            SortedMap<String, Role> roles, List<Separation> separations, List<Binding> bindings) {
        public Contents {
            roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
            separations = List.copyOf(separations);
            bindings = List.copyOf(bindings);
        }
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

    /// Reads a role map for targets without labels.
    public static Parsed parse(String fileName, String text, List<ToolTerms> tools) {
        return parse(fileName, text, tools, TargetLabels.NONE);
    }

    /// Reads a role map. Never throws for what the text says. An empty text is a role map that denies
    /// everything.
    ///
    /// @param fileName as the operator named it, for messages
    /// @param tools the words of every tool that rules may name
    /// @param labels of the configured targets; rules that name labels are bound to the targets that carry them now
    /// @throws IllegalArgumentException when the tools' words contradict themselves, which is a defect of a tool
    public static Parsed parse(
            String fileName, String text, List<ToolTerms> tools, TargetLabels labels) {
        return parse(fileName, text, tools, labels, FileBounds.OPERATORS, () -> false);
    }

    /// The same for a text of other bounds, until nobody wants it any more.
    ///
    /// @param stopped is asked often
    /// @throws java.util.concurrent.CancellationException when it was stopped
    public static Parsed parse(
            String fileName,
            String text,
            List<ToolTerms> tools,
            TargetLabels labels,
            FileBounds bounds,
            BooleanSupplier stopped) {
        var vocabulary = new Vocabulary(tools, labels);
        var file = YamlFile.read(fileName, text, bounds, stopped);
        var contents = new RoleMapReader(file, vocabulary).read();
        return file.problems().isEmpty()
                ? new Parsed.Valid(new RoleMap(contents, vocabulary))
                : new Parsed.Invalid(file.problems());
    }

    /// The roles, bindings and separations as written, with their lines.
    public Contents contents() {
        return contents;
    }

    @Override
    public Decision decide(Request request) {
        if (empty) {
            return new Decision.Deny(new DenyReason.NoPolicy());
        }
        if (request.accesses().isEmpty()) {
            return new Decision.Deny(new DenyReason.NothingUnderstood());
        }
        try {
            var parties = grants.parties(request.principal(), request.time());
            for (var party : parties) {
                if (party.separated().isPresent()) {
                    return new Decision.Deny(
                            new DenyReason.Separated(
                                    party.subject(),
                                    party.separated().get().roles(),
                                    party.separated().get().reason()));
                }
            }
            var words = tools.get(request.tool());
            return words == null
                    ? new Decision.Deny(new DenyReason.NoRule(request.accesses()))
                    : new Judgement(parties, words).decide(request.accesses());
        } catch (RuntimeException _) {
            // A defect of ours must not become a permission.
            return new Decision.Deny(new DenyReason.NoPolicy());
        }
    }

    /// {@inheritDoc}
    ///
    /// A tool that some rule forbids without any condition has no reach; one that some rule holds without
    /// any condition has no permits among it. Where a human stands behind the principal, it is what both could do; it
    /// may be told wider than it is, never narrower.
    @Override
    public List<Reach> reach(Principal principal, String tool, Instant time) {
        var words = tools.get(tool);
        return words == null
                ? List.of()
                : parties(principal, time)
                        .map(parties -> Reaches.of(parties, words))
                        .orElse(List.of());
    }

    @Override
    public Set<String> roles(Principal principal, Instant time) {
        var names = new TreeSet<String>();
        parties(principal, time)
                .map(List::getFirst)
                .ifPresent(caller ->
                        caller.roles().stream()
                                .filter(caller::opens)
                                .forEach(role -> names.add(role.name())));
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Set<ConsoleRight> consoleRights(Principal principal, Instant time) {
        var rights = EnumSet.noneOf(ConsoleRight.class);
        if (principal.human().isEmpty()) {
            parties(principal, time)
                    .map(List::getFirst)
                    .ifPresent(caller ->
                            caller.roles().stream()
                                    .filter(caller::opens)
                                    .forEach(role -> rights.addAll(role.console())));
        }
        return Collections.unmodifiableSet(rights);
    }

    @Override
    public List<UsageLimit> usageLimits(Principal principal, Instant time) {
        var limits = new TreeSet<UsageLimit>();
        for (var party : parties(principal, time).orElse(List.of())) {
            for (var role : party.roles()) {
                role.limits()
                        .principal()
                        .forEach((kind, value) ->
                                limits.add(
                                        new UsageLimit(
                                                kind,
                                                UsageLimit.Scope.PRINCIPAL,
                                                party.subject(),
                                                role.name(),
                                                value)));
                role.limits()
                        .role()
                        .forEach((kind, value) ->
                                limits.add(
                                        new UsageLimit(
                                                kind,
                                                UsageLimit.Scope.ROLE,
                                                role.name(),
                                                role.name(),
                                                value)));
            }
        }
        return List.copyOf(limits);
    }

    @Override
    public Optional<String> describe(RuleId rule) {
        return rule(rule).flatMap(Rule::description);
    }

    @Override
    public Optional<String> text(RuleId rule) {
        return rule(rule).map(found -> found.clause().print().strip());
    }

    private Optional<Rule> rule(RuleId id) {
        return Optional.ofNullable(rules.get(id.toString()));
    }

    /// Those for whom a call is judged; empty where one of them may do nothing, or an error keeps that from being
    /// known.
    private Optional<List<Party>> parties(Principal principal, Instant time) {
        try {
            return Optional.of(grants.parties(principal, time))
                    .filter(parties ->
                            parties.stream().allMatch(party -> party.separated().isEmpty()));
        } catch (RuntimeException _) {
            // As in deciding: what cannot be evaluated gives nothing.
            return Optional.empty();
        }
    }

    /// Whether no call of anyone can ever be permitted or held: there is no role with such a rule, or nobody has a
    /// role.
    public boolean deniesEverything() {
        return deniesEverything;
    }

    /// What the file says, for those who ask about rules rather than calls.
    public Written written() {
        return written;
    }

    /// The same rules with one more binding, for those who try what a role may do.
    ///
    /// @param who with its kind in front
    /// @throws IllegalArgumentException when there is no such role
    public RoleMap withBinding(String role, String who) {
        if (!contents.roles().containsKey(role)) {
            throw new IllegalArgumentException("there is no role `" + role + "`");
        }
        var bindings = new ArrayList<>(contents.bindings());
        bindings.add(new Binding(role, Set.of(who), Optional.empty(), Period.ALWAYS, 1));
        return new RoleMap(
                new Contents(contents.roles(), contents.separations(), bindings), vocabulary);
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
