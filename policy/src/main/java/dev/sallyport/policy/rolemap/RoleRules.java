package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import java.util.List;
import java.util.function.Predicate;

/// All that one role's own rules mean for one tool. Safe from many threads: its arrays are never changed.
final class RoleRules {

    final CompiledRule[] forbids;
    final CompiledRule[] holds;
    final CompiledRule[] permits;

    /// The permits among them that unmask something.
    final CompiledRule[] unmasking;

    final Carried[] carried;

    private RoleRules(List<CompiledRule> rules, List<Carried> carried) {
        forbids = those(rules, rule -> rule.clause().effect() == Effect.FORBID);
        holds = those(rules, rule -> rule.clause().effect() == Effect.HOLD);
        permits = those(rules, rule -> rule.clause().effect() == Effect.PERMIT);
        unmasking =
                those(
                        rules,
                        rule ->
                                rule.clause().effect() == Effect.PERMIT
                                        && !rule.clause().unmask().isEmpty());
        this.carried = carried.toArray(Carried[]::new);
    }

    private static CompiledRule[] those(List<CompiledRule> rules, Predicate<CompiledRule> wanted) {
        return rules.stream().filter(wanted).toArray(CompiledRule[]::new);
    }

    static RoleRules of(Role role, ToolWords words, Vocabulary vocabulary) {
        return new RoleRules(
                role.rules().stream()
                        .filter(rule -> rule.clause().named().contains(words.tool()))
                        .map(rule -> CompiledRule.of(rule, words, vocabulary))
                        .toList(),
                role.rules().stream()
                        .map(rule -> Carried.of(rule.clause(), words, vocabulary))
                        .filter(carried -> !carried.isEmpty())
                        .toList());
    }

    boolean isEmpty() {
        return forbids.length == 0
                && holds.length == 0
                && permits.length == 0
                && carried.length == 0;
    }
}
