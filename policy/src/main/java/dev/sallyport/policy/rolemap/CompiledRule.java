package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.RuleId;
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

    private final Rule rule;
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
            SortedMap<String, FactTest> tests,
            Optional<TargetTest> target,
            List<CompiledExclusion> exclusions,
            Optional<Map<String, List<String>>> reach,
            Map<String, Set<String>> unopened) {
        this.rule = rule;
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
                tests,
                target,
                exclusions,
                somewhere ? Optional.of(reach) : Optional.empty(),
                Map.copyOf(unopened));
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
        Effect effect = rule.clause().effect();
        for (int i = 0; i < tests.length; i++) {
            if (!tests[i].passes(effect, access.fact(facts[i]))) {
                return false;
            }
        }
        if (target.isPresent()
                && !target.get().test().passes(effect, access.fact(target.get().fact()))) {
            return false;
        }
        for (var exclusion : exclusions) {
            if (exclusion.takesOut(access)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a permit or hold allows the access, its approvers asked: it matches, writes out every value that only
    /// its name opens, and the target is known to carry its labels.
    boolean opens(Access access) {
        if (target.isPresent()
                && !target.get().test().satisfied(access.fact(target.get().fact()))) {
            return false;
        }
        if (unopened.isEmpty()) {
            return matches(access);
        }
        for (var fact : unopened.entrySet()) {
            boolean open =
                    switch (access.fact(fact.getKey())) {
                        case FactValue.Text(var text) -> !fact.getValue().contains(text);
                        case FactValue.NotApplicable() -> true;
                        case FactValue.Unknown _,
                                FactValue.Texts _,
                                FactValue.Quantity _,
                                FactValue.Level _ ->
                                fact.getValue().isEmpty();
                    };
            if (!open) {
                return false;
            }
        }
        return matches(access);
    }
}
