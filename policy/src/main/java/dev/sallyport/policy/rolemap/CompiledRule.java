package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.RuleId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A rule as it bears on one tool that it names. Safe from many threads.
final class CompiledRule {

    /// Stands for a limit that a rule does not set.
    static final long NO_LIMIT = Long.MAX_VALUE;

    /// What the rule sets, in the order of the tool's limits.
    final long[] limits;

    private final Rule rule;
    private final Effect effect;
    private final String name;
    private final String[] facts;
    private final FactTest[] tests;
    private final CompiledExclusion[] exclusions;
    // What a rule with labels asks of the target.
    private final Optional<TargetTest> target;
    private final Optional<Map<String, List<String>>> reach;
    private final Map<String, Set<String>> unopened;

    private record TargetTest(String fact, FactTest test) {}

    private CompiledRule(
            Rule rule,
            long[] limits,
            SortedMap<String, FactTest> tests,
            Optional<TargetTest> target,
            List<CompiledExclusion> exclusions,
            Optional<Map<String, List<String>>> reach,
            Map<String, Set<String>> unopened) {
        this.rule = rule;
        this.limits = limits;
        this.effect = rule.clause().effect();
        this.name = rule.id().toString();
        this.facts = tests.keySet().toArray(String[]::new);
        this.tests = tests.values().toArray(FactTest[]::new);
        this.target = target;
        this.exclusions = exclusions.toArray(CompiledExclusion[]::new);
        this.reach = reach;
        this.unopened = unopened;
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
        var target = Optional.<TargetTest>empty();
        boolean somewhere = true;
        if (!clause.labels().isEmpty() && words.target().isPresent()) {
            var fact = words.target().get().name();
            var names = vocabulary.targets(words, clause.labels());
            target = Optional.of(new TargetTest(fact, new FactTest.OneTarget(names)));
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
        var unopened = new HashMap<String, Set<String>>();
        words.places().values().forEach(fact -> unopened(fact, clause.on(), unopened));
        words.keys(clause.effect())
                .values()
                .forEach(fact -> unopened(fact, clause.facts(), unopened));
        return new CompiledRule(
                rule,
                limits(clause, words),
                tests,
                target,
                exclusions,
                somewhere ? Optional.of(reach) : Optional.empty(),
                Map.copyOf(unopened));
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

    /// Notes the values of a fact that only their names open, and the rule does not name.
    private static void unopened(
            FactDefinition fact,
            Map<String, Constraint> constraints,
            Map<String, Set<String>> unopened) {
        if (fact instanceof FactDefinition.TextFact text && !text.byName().isEmpty()) {
            var closed = new HashSet<>(text.byName());
            if (constraints.get(text.ruleKey()) instanceof Constraint.OneOf(var globs)) {
                globs.forEach(closed::remove);
            }
            unopened.put(text.name(), Set.copyOf(closed));
        }
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
        return tests.length == 0 && target.isEmpty() && exclusions.length == 0;
    }

    /// The globs of the rule's place, by fact name; empty where no target carries its labels.
    Optional<Map<String, List<String>>> reach() {
        return reach;
    }

    boolean matches(Access access) {
        return passes(access)
                && (target.isEmpty()
                        || target.get().test().passes(effect, access.fact(target.get().fact())));
    }

    /// Whether everything but the labels of the target is as the rule says.
    private boolean passes(Access access) {
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
        target.ifPresent(asked -> {
            var found = access.fact(asked.fact());
            traces.add(
                    new KeyTrace(
                            "label",
                            Canonical.labels(rule.clause().labels()),
                            asked.fact(),
                            found,
                            asked.test().passes(effect, found)));
        });
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
                matches(access),
                effect != Effect.FORBID && opens(access),
                effect == Effect.FORBID ? List.of() : closed(access));
    }

    /// Whether a permit or hold allows the access, its approvers asked: it matches, writes out every value that only
    /// its name opens, and the target is known to carry its labels.
    boolean opens(Access access) {
        // Where the labels are satisfied, a rule of any effect takes them for met.
        if (!passes(access)
                || (target.isPresent()
                        && !target.get().test().satisfied(access.fact(target.get().fact())))) {
            return false;
        }
        for (var fact : unopened.entrySet()) {
            if (closes(fact.getValue(), access.fact(fact.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /// The facts of the access whose values only their names open, and which the rule does not write out; sorted.
    List<String> closed(Access access) {
        return unopened.entrySet().stream()
                .filter(fact -> closes(fact.getValue(), access.fact(fact.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean closes(Set<String> unopened, FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> unopened.contains(text);
            case FactValue.NotApplicable() -> false;
            case FactValue.Unknown _, FactValue.Texts _, FactValue.Quantity _, FactValue.Level _ ->
                    !unopened.isEmpty();
        };
    }
}
