package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.RuleId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A rule as it bears on one tool that it names. Safe from many threads.
final class CompiledRule {

    private final Rule rule;
    private final String name;
    private final String[] facts;
    private final FactTest[] tests;
    private final Map<String, List<String>> reach;

    private CompiledRule(
            Rule rule, SortedMap<String, FactTest> tests, SortedMap<String, List<String>> reach) {
        this.rule = rule;
        this.name = rule.id().toString();
        this.facts = tests.keySet().toArray(String[]::new);
        this.tests = tests.values().toArray(FactTest[]::new);
        this.reach = reach;
    }

    /// Keys that the tool does not know are left out; the reader has refused those that would widen.
    static CompiledRule of(Rule rule, ToolWords words) {
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
        return new CompiledRule(rule, tests, reach);
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
        return tests.length == 0;
    }

    /// The globs of the rule's place, by fact name.
    Map<String, List<String>> reach() {
        return reach;
    }

    boolean matches(Access access) {
        Effect effect = rule.clause().effect();
        for (int i = 0; i < tests.length; i++) {
            if (!tests[i].passes(effect, access.fact(facts[i]))) {
                return false;
            }
        }
        return true;
    }
}
