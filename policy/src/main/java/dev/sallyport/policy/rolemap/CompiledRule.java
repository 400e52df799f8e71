package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A rule as it bears on one tool that it names. Safe from many threads.
final class CompiledRule {

    /// Stands for a limit that a rule does not set.
    static final long NO_LIMIT = Long.MAX_VALUE;

    /// What the rule sets, in the order of the tool's limits.
    final long[] limits;

    private final Rule rule;
    private final Effect effect;
    private final String name;
    // What the rule asks of the target, by name and by labels; and what of everything else.
    private final FactTest[] targetTests;
    private final String[] facts;
    private final FactTest[] tests;
    private final CompiledExclusion[] exclusions;
    private final Optional<Labelled> labelled;
    private final Optional<Map<String, List<String>>> reach;
    private final Unopened[] unopened;

    /// What a rule with labels asks of the target.
    ///
    /// @param fact names the target
    private record Labelled(String fact, FactTest test) {}

    /// The values of a fact that only their names open, and the rule does not name; at least one.
    private record Unopened(String fact, Set<String> values) {
        boolean closes(Access access) {
            return switch (access.fact(fact)) {
                case FactValue.Text(var text) -> values.contains(text);
                case FactValue.NotApplicable() -> false;
                case FactValue.Unknown _,
                        FactValue.Texts _,
                        FactValue.Quantity _,
                        FactValue.Level _ ->
                        true;
            };
        }
    }

    private CompiledRule(
            Rule rule,
            long[] limits,
            List<FactTest> targetTests,
            SortedMap<String, FactTest> tests,
            Optional<Labelled> labelled,
            List<CompiledExclusion> exclusions,
            Optional<Map<String, List<String>>> reach,
            List<Unopened> unopened) {
        this.rule = rule;
        this.limits = limits;
        this.effect = rule.clause().effect();
        this.name = rule.id().toString();
        this.targetTests = targetTests.toArray(FactTest[]::new);
        this.facts = tests.keySet().toArray(String[]::new);
        this.tests = tests.values().toArray(FactTest[]::new);
        this.labelled = labelled;
        this.exclusions = exclusions.toArray(CompiledExclusion[]::new);
        this.reach = reach;
        this.unopened = unopened.toArray(Unopened[]::new);
    }

    /// Keys that the tool does not know are left out; the reader has refused those that would widen.
    static CompiledRule of(Rule rule, ToolWords words, Vocabulary vocabulary) {
        var clause = rule.clause();
        var tests = new TreeMap<String, FactTest>();
        var reach = new TreeMap<String, List<String>>();
        clause.on()
                .forEach((key, constraint) -> {
                    var fact = words.places().get(key);
                    if (fact != null) {
                        tests.put(fact.name(), FactTest.of(fact, constraint));
                        constraint.places().ifPresent(globs -> reach.put(fact.name(), globs));
                    }
                });
        clause.facts()
                .forEach((key, constraint) -> {
                    var fact = words.keys(clause.effect()).get(key);
                    if (fact != null) {
                        tests.put(fact.name(), FactTest.of(fact, constraint));
                    }
                });
        var targetTests = new ArrayList<FactTest>();
        words.target()
                .ifPresent(fact -> {
                    var byName = tests.remove(fact.name());
                    if (byName != null) {
                        targetTests.add(byName);
                    }
                });
        var labelled = Optional.<Labelled>empty();
        boolean somewhere = true;
        if (!clause.labels().isEmpty() && words.target().isPresent()) {
            var fact = words.target().get().name();
            var names = vocabulary.targets(words, clause.labels());
            var test = FactTest.OneTarget.of(names);
            labelled = Optional.of(new Labelled(fact, test));
            targetTests.add(test);
            var globs = new Globs(reach.getOrDefault(fact, List.of("**")));
            var within = names.stream().filter(globs::matches).sorted().toList();
            reach.put(fact, within);
            somewhere = !within.isEmpty();
        }
        var exclusions =
                clause.except().stream()
                        .flatMap(exclusion ->
                                CompiledExclusion.of(clause.effect(), exclusion, words, vocabulary)
                                        .stream())
                        .toList();
        var unopened = new ArrayList<Unopened>();
        words.places()
                .values()
                .forEach(fact -> unopened(fact, clause.on()).ifPresent(unopened::add));
        words.keys(clause.effect())
                .values()
                .forEach(fact -> unopened(fact, clause.facts()).ifPresent(unopened::add));
        return new CompiledRule(
                rule,
                limits(clause, words),
                targetTests,
                tests,
                labelled,
                exclusions,
                somewhere ? Optional.of(reach) : Optional.empty(),
                unopened);
    }

    /// Where a tool gives nothing of its own accord, a rule that sets no limit gives nothing either.
    private static long[] limits(Clause clause, ToolWords words) {
        return words.limits().values().stream()
                .mapToLong(limit -> {
                    var bound = clause.limits().get(limit.name());
                    if (bound != null) {
                        return bound.value();
                    }
                    return limit.fallback() == 0 ? 0 : NO_LIMIT;
                })
                .toArray();
    }

    /// The values of a fact that only their names open, and the rule does not name; empty where there are none.
    private static Optional<Unopened> unopened(
            FactDefinition fact, Map<String, Constraint> constraints) {
        if (!(fact instanceof FactDefinition.TextFact text)) {
            return Optional.empty();
        }
        var closed = new HashSet<>(text.byName());
        if (constraints.get(text.ruleKey()) instanceof Constraint.OneOf(var globs)) {
            globs.forEach(closed::remove);
        }
        return closed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Unopened(text.name(), Set.copyOf(closed)));
    }

    RuleId id() {
        return rule.id();
    }

    /// The id as a text, made once: every decision sorts by it.
    String name() {
        return name;
    }

    Clause clause() {
        return rule.clause();
    }

    /// Whether the rule says something about every access of the tool, whatever its facts.
    boolean unconditional() {
        return targetTests.length == 0 && tests.length == 0 && exclusions.length == 0;
    }

    /// The globs of the rule's place, by fact name; empty where no target carries its labels.
    Optional<Map<String, List<String>>> reach() {
        return reach;
    }

    /// Whether the rule may say something about an access to the target.
    ///
    /// @param target the value of the fact that names it; anything where the tool's targets have no names
    boolean speaksOf(FactValue target) {
        for (var test : targetTests) {
            if (!test.passes(effect, target)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the rule, which speaks of the access's target, says something about the access.
    boolean matches(Access access) {
        for (int i = 0; i < tests.length; i++) {
            if (!tests[i].passes(effect, access.fact(facts[i]))) {
                return false;
            }
        }
        for (var exclusion : exclusions) {
            if (exclusion.takesOut(access)) {
                return false;
            }
        }
        return true;
    }

    /// How the rule takes an access, key by key.
    RuleTrace trace(Access access, List<Written.Key> keys, Vocabulary vocabulary, ToolWords words) {
        var effect = rule.clause().effect();
        var traces = new ArrayList<KeyTrace>();
        for (var key : keys) {
            var found = access.fact(key.fact().name());
            boolean passes = FactTest.of(key.fact(), key.constraint()).passes(effect, found);
            traces.add(
                    new KeyTrace(
                            key.key(), key.constraint().print(), key.fact().name(), found, passes));
        }
        labelled.ifPresent(asked -> {
            var found = access.fact(asked.fact());
            traces.add(
                    new KeyTrace(
                            "label",
                            Canonical.labels(rule.clause().labels()),
                            asked.fact(),
                            found,
                            asked.test().passes(effect, found)));
        });
        boolean speaks = speaksOf(words.targetOf(access));
        var taken =
                rule.clause().except().stream()
                        .filter(exclusion ->
                                CompiledExclusion.of(effect, exclusion, words, vocabulary)
                                        .filter(compiled -> compiled.takesOut(access))
                                        .isPresent())
                        .map(Canonical::print)
                        .toList();
        return new RuleTrace(
                rule,
                traces,
                taken,
                speaks && matches(access),
                effect != Effect.FORBID && speaks && opens(access),
                effect == Effect.FORBID ? List.of() : closed(access));
    }

    /// Whether a permit or hold, which speaks of the access's target, allows the access, its approvers asked: it
    /// matches, writes out every value that only its name opens, and the target is known to carry its labels.
    boolean opens(Access access) {
        if (!matches(access)) {
            return false;
        }
        // A permit has spoken of the target only because it is known; a hold does so too when it is
        // not.
        if (effect != Effect.PERMIT
                && labelled.isPresent()
                && !labelled.get().test().satisfied(access.fact(labelled.get().fact()))) {
            return false;
        }
        for (var fact : unopened) {
            if (fact.closes(access)) {
                return false;
            }
        }
        return true;
    }

    /// The facts of the access whose values only their names open, and which the rule does not write out; sorted.
    private List<String> closed(Access access) {
        return Stream.of(unopened)
                .filter(fact -> fact.closes(access))
                .map(Unopened::fact)
                .sorted()
                .toList();
    }
}
