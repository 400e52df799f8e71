package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import java.util.List;

/// All that one role's own rules mean for one tool.
record RoleRules(
        List<CompiledRule> forbids,
        List<CompiledRule> holds,
        List<CompiledRule> permits,
        List<Carried> carried) {

    static RoleRules of(Role role, ToolWords words, Vocabulary vocabulary) {
        return new RoleRules(
                compiled(role, words, vocabulary, Effect.FORBID),
                compiled(role, words, vocabulary, Effect.HOLD),
                compiled(role, words, vocabulary, Effect.PERMIT),
                role.rules().stream()
                        .map(rule -> Carried.of(rule.clause(), words, vocabulary))
                        .filter(carried -> !carried.isEmpty())
                        .toList());
    }

    boolean isEmpty() {
        return forbids.isEmpty() && holds.isEmpty() && permits.isEmpty() && carried.isEmpty();
    }

    private static List<CompiledRule> compiled(
            Role role, ToolWords words, Vocabulary vocabulary, Effect effect) {
        return role.rules().stream()
                .filter(rule -> rule.clause().effect() == effect)
                .filter(rule -> rule.clause().named().contains(words.tool()))
                .map(rule -> CompiledRule.of(rule, words, vocabulary))
                .toList();
    }
}
