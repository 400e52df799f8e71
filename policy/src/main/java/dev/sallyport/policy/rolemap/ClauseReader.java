package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Reads one rule. Used once; what is wrong is noted with the file.
final class ClauseReader {

    /// More approvers than this is taken for a slip.
    static final int QUORUM_MAX = 100;

    private final Vocabulary vocabulary;
    private final Set<String> roles;
    private final Effect effect;
    private final YamlMapping rule;
    private final List<ToolWords> tools;
    private final boolean toolsUnderstood;

    private final Map<String, Constraint> on = new TreeMap<>();
    private SortedMap<String, List<String>> labels = new TreeMap<>();
    private final Map<String, Constraint> facts = new TreeMap<>();
    private final ExclusionReader exclusions;
    private final List<Exclusion> except = new ArrayList<>();
    private Optional<String> description = Optional.empty();
    private final Map<String, Clause.Bound> limits = new TreeMap<>();
    private final ObligationReader obligations = new ObligationReader();
    private final List<String> toolEntries = new ArrayList<>();

    /// Something read, and where.
    record Located<T>(T value, YamlNode node) {}

    /// @param roles all that the file defines
    ClauseReader(Vocabulary vocabulary, Set<String> roles, Effect effect, YamlMapping rule) {
        this.vocabulary = vocabulary;
        this.roles = roles;
        this.effect = effect;
        this.rule = rule;
        var named = new TreeSet<String>();
        toolsUnderstood = readTools(named);
        // Where a tool is misspelt, its keys are judged by what any tool knows, so as not to call
        // them all wrong.
        tools = toolsUnderstood ? vocabulary.of(named) : List.copyOf(vocabulary.all());
        exclusions = new ExclusionReader(effect, tools, toolsUnderstood);
    }

    /// The rule, as far as it could be read; of use only when the file turns out to have no problems.
    Optional<Clause> read() {
        for (var entry : rule.entries()) {
            switch (entry.key()) {
                case "tools", "approvers" -> {}
                case "description" -> description = Descriptions.read(entry.value());
                case "except" -> except.addAll(exclusions.read(entry.value()));
                case "on" -> entry.value().mapping().ifPresent(this::readPlaces);
                case "mask", "unmask", "filter" -> readObligation(entry);
                default -> readKey(entry);
            }
        }
        var approvers = readApprovers();
        obligations.checkContradictions();
        if (!toolsUnderstood || (effect == Effect.HOLD) != approvers.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Clause(
                        effect,
                        toolEntries,
                        tools.stream().map(ToolWords::tool).collect(Collectors.toSet()),
                        new TreeMap<>(on),
                        labels,
                        new TreeMap<>(facts),
                        except,
                        new TreeMap<>(limits),
                        obligations.masks(),
                        obligations.unmask().stream().map(Located::value).toList(),
                        obligations.filters(),
                        approvers));
    }

    /// What the rule says of itself.
    Optional<String> description() {
        return description;
    }

    /// The `unmask` globs of the rule, to be compared with all masks of the file.
    List<Located<String>> unmasked() {
        return obligations.unmask();
    }

    private boolean readTools(Set<String> named) {
        var node = rule.require("tools");
        if (node.isEmpty()) {
            return false;
        }
        var items = node.get().oneOrMany();
        if (items.isEmpty()) {
            node.get().problem("`tools` is empty, so the rule says nothing", "name a tool");
            return false;
        }
        boolean understood = true;
        for (var item : items) {
            var entry = glob(item);
            entry.ifPresent(toolEntries::add);
            var matched = entry.map(this::toolsMatching).orElse(Set.of());
            if (entry.isPresent() && matched.isEmpty()) {
                item.problem(
                        Globs.isPattern(entry.get())
                                ? Quoted.of(entry.get()) + " matches no tool"
                                : "unknown tool " + Quoted.of(entry.get()),
                        Suggestion.question(entry.get(), vocabulary.names()));
            }
            understood &= !matched.isEmpty();
            named.addAll(matched);
        }
        return understood;
    }

    private Set<String> toolsMatching(String entry) {
        var globs = new Globs(List.of(entry));
        return vocabulary.names().stream().filter(globs::matches).collect(Collectors.toSet());
    }

    private void readPlaces(YamlMapping places) {
        if (places.isEmpty()) {
            // Seen where the lines below `on` were commented out.
            places.problem(
                    "`on` names no place, so this rule would speak of every place",
                    "name a place, or remove the key where every place is meant");
        }
        for (var entry : places.entries()) {
            var key = entry.key();
            if (key.equals("label")) {
                readLabels(entry);
                continue;
            }
            var facts = knownFacts(key, ToolWords::places);
            if (facts.isEmpty()) {
                unknownPlace(entry);
                continue;
            }
            everywhere(
                    entry,
                    words -> words.places().containsKey(key),
                    " has no place " + Quoted.of(key));
            readConstraint(entry, facts).ifPresent(constraint -> on.put(key, constraint));
        }
    }

    private void readLabels(YamlMapping.Entry entry) {
        if (tools.stream().noneMatch(words -> words.target().isPresent())) {
            entry.problem(
                    toolNames() + " have no targets that carry labels",
                    Optional.of("remove the key"));
            return;
        }
        everywhere(entry, words -> words.target().isPresent(), " has no targets that carry labels");
        labels = LabelReader.read(entry.value());
    }

    /// Refuses a permit's place that one of the tools does not have.
    private void everywhere(YamlMapping.Entry entry, Predicate<ToolWords> known, String without) {
        if (effect == Effect.PERMIT && toolsUnderstood) {
            tools.stream()
                    .filter(known.negate())
                    .forEach(words ->
                            entry.problem(
                                    "`"
                                            + words.tool()
                                            + "`"
                                            + without
                                            + ", so this rule would permit it everywhere",
                                    Optional.of("give `" + words.tool() + "` a rule of its own")));
        }
    }

    private void unknownPlace(YamlMapping.Entry entry) {
        var key = entry.key();
        if (!knownFacts(key, words -> words.keys(effect)).isEmpty()) {
            entry.problem(
                    Quoted.of(key) + " is no place",
                    Optional.of("write it beside `on`, not in it"));
            return;
        }
        var known =
                tools.stream()
                        .flatMap(words -> words.places().keySet().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        var elsewhere = vocabulary.knowing(key, words -> words.places().keySet());
        entry.problem(
                "unknown key " + Quoted.of(key) + " under `on` for " + toolNames(),
                Suggestion.question(key, known)
                        .or(() -> elsewhere(elsewhere))
                        .or(() -> allowed(known)));
    }

    private void readKey(YamlMapping.Entry entry) {
        var key = entry.key();
        if (effect != Effect.FORBID && tools.stream().anyMatch(w -> w.honours(key))) {
            readLimit(entry);
            return;
        }
        var known = knownFacts(key, words -> words.keys(effect));
        if (!known.isEmpty()) {
            readConstraint(entry, known).ifPresent(constraint -> facts.put(key, constraint));
            return;
        }
        if (key.equals("label") || !knownFacts(key, ToolWords::places).isEmpty()) {
            entry.problem(Quoted.of(key) + " says where", Optional.of("write it under `on`"));
            return;
        }
        var other = effect == Effect.PERMIT ? Effect.FORBID : Effect.PERMIT;
        var misused = knownFacts(key, words -> words.keys(other));
        if (!misused.isEmpty()) {
            var right =
                    effect == Effect.PERMIT
                            ? ToolWords.permitKey(misused.getFirst())
                            : ToolWords.otherKey(misused.getFirst());
            entry.problem(
                    Quoted.of(key) + " has no meaning under " + effectName(),
                    Optional.of("write " + Quoted.of(right)));
            return;
        }
        if (effect == Effect.FORBID && tools.stream().anyMatch(w -> w.honours(key))) {
            noObligations(entry);
            return;
        }
        var keys = Vocabulary.keys(tools, effect);
        entry.problem(
                "unknown key " + Quoted.of(key) + " under " + effectName() + forTools(),
                Suggestion.question(key, keys)
                        .or(() -> elsewhere(knowingTools(key)))
                        .or(() -> allowed(keys)));
    }

    private Set<String> knowingTools(String key) {
        var found = vocabulary.knowing(key, words -> words.keys(effect).keySet());
        found.addAll(vocabulary.knowing(key, words -> Vocabulary.obligations(words, effect)));
        return found;
    }

    private List<FactDefinition> knownFacts(
            String key, Function<ToolWords, Map<String, FactDefinition>> in) {
        return tools.stream()
                .map(words -> in.apply(words).get(key))
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private Optional<Constraint> readConstraint(
            YamlMapping.Entry entry, List<FactDefinition> known) {
        var fact = known.getFirst();
        if (!known.stream().allMatch(other -> ToolWords.alike(fact, other))) {
            entry.problem(
                    Quoted.of(entry.key()) + " means different things to " + toolNames(),
                    Optional.of("give each tool a rule of its own"));
            return Optional.empty();
        }
        return new ConstraintReader(effect).read(entry.value(), fact);
    }

    private void readLimit(YamlMapping.Entry entry) {
        var known =
                tools.stream()
                        .map(words -> words.limits().get(entry.key()))
                        .filter(java.util.Objects::nonNull)
                        .toList();
        var unit = known.getFirst().unit();
        if (!known.stream().allMatch(limit -> limit.unit() == unit)) {
            entry.problem(
                    Quoted.of(entry.key()) + " means different things to " + toolNames(),
                    Optional.of("give each tool a rule of its own"));
            return;
        }
        var value = ConstraintReader.amount(entry.value(), unit);
        boolean allowance = known.stream().allMatch(limit -> limit.fallback() == 0);
        if (value.isPresent() && value.get() == 0 && !allowance) {
            entry.value()
                    .problem(
                            entry.value().name() + " must be at least 1",
                            "to allow nothing, leave the rule away");
        }
        value.filter(n -> n > 0 || allowance)
                .ifPresent(n -> limits.put(entry.key(), new Clause.Bound(n, unit)));
    }

    private void readObligation(YamlMapping.Entry entry) {
        var key = entry.key();
        if (effect == Effect.FORBID) {
            noObligations(entry);
            return;
        }
        if (tools.stream().noneMatch(words -> words.honours(key))) {
            entry.problem(
                    toolNames() + " cannot " + key,
                    elsewhere(knowingTools(key)).or(() -> Optional.of("remove the key")));
            return;
        }
        if (key.equals("unmask") && effect == Effect.HOLD) {
            entry.problem(
                    "`unmask` has no meaning under `hold`",
                    Optional.of("put it in a permit for the same place; the hold still applies"));
            return;
        }
        if (key.equals("mask")) {
            tools.stream()
                    .filter(words -> toolsUnderstood && !words.masks())
                    .forEach(words -> cannotMask(entry, words.tool()));
        }
        obligations.read(entry);
    }

    private Optional<ApproverSet> readApprovers() {
        var node = rule.get("approvers");
        if (effect != Effect.HOLD) {
            rule.entries().stream()
                    .filter(entry -> entry.key().equals("approvers"))
                    .forEach(entry ->
                            entry.problem(
                                    "`approvers` has no meaning under " + effectName(),
                                    Optional.of("write the rule under `hold`")));
            return Optional.empty();
        }
        if (node.isEmpty()) {
            rule.problem(
                    "a hold needs `approvers`",
                    "add `approvers: {role: …, quorum: 1}` to say who may release the call");
            return Optional.empty();
        }
        var approvers = node.get().mapping().map(m -> m.allow("role", "quorum", "break_glass"));
        if (approvers.isEmpty()) {
            return Optional.empty();
        }
        var role = approvers.get().requireText("role");
        var breakGlass = approvers.get().text("break_glass");
        checkDefined(approvers.get(), "role", role);
        checkDefined(approvers.get(), "break_glass", breakGlass);
        var quorum =
                approvers.get().has("quorum")
                        ? approvers.get().integer("quorum", 1, QUORUM_MAX)
                        : Optional.of(1L);
        if (role.isEmpty() || quorum.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ApproverSet(role.get(), Math.toIntExact(quorum.get()), breakGlass));
    }

    private void checkDefined(YamlMapping approvers, String key, Optional<String> role) {
        approvers.goOn();
        if (role.isPresent() && !roles.contains(role.get())) {
            approvers
                    .get(key)
                    .ifPresent(at ->
                            at.problem(
                                    "unknown role " + Quoted.of(role.get()),
                                    Suggestion.question(role.get(), roles)
                                            .or(() -> Optional.of("define it under `roles`"))));
        }
    }

    static Optional<String> glob(YamlNode node) {
        return node.text()
                .filter(text -> {
                    var flaw = Globs.flaw(text);
                    flaw.ifPresent(f ->
                            node.problem(
                                    "the glob " + Quoted.of(text) + " " + f,
                                    "a glob is a text of 1 to "
                                            + Glob.LENGTH_MAX
                                            + " characters with `*`, `**` and `?`"));
                    return flaw.isEmpty();
                });
    }

    private static void cannotMask(YamlMapping.Entry entry, String tool) {
        entry.problem(
                Quoted.of(tool)
                        + " cannot mask, so this rule would show it what it hides from others",
                Optional.of("give " + Quoted.of(tool) + " a rule of its own"));
    }

    private void noObligations(YamlMapping.Entry entry) {
        entry.problem(
                Quoted.of(entry.key())
                        + " has no meaning under `forbid`: a forbidden call never runs",
                Optional.of("remove the key"));
    }

    private String effectName() {
        return "`" + effect.name().toLowerCase(java.util.Locale.ROOT) + "`";
    }

    private String toolNames() {
        return tools.size() > 6
                ? "these tools"
                : Quoted.all(tools.stream().map(ToolWords::tool).toList());
    }

    private String forTools() {
        return toolsUnderstood ? " for " + toolNames() : "";
    }

    private static Optional<String> elsewhere(Set<String> tools) {
        return tools.isEmpty()
                ? Optional.empty()
                : Optional.of("it is a word of " + Quoted.all(tools));
    }

    private static Optional<String> allowed(java.util.Collection<String> keys) {
        return keys.isEmpty() ? Optional.empty() : Optional.of("allowed here: " + Quoted.all(keys));
    }
}
