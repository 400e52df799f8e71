package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;

/// How rules write the facts of tools, for those who describe the language.
public final class RuleKeys {

    private RuleKeys() {}

    /// The key under which a rule of this effect names the fact.
    public static String of(FactDefinition fact, Effect effect) {
        return effect == Effect.PERMIT ? ToolWords.permitKey(fact) : ToolWords.otherKey(fact);
    }

    /// The key under which an exception of such a rule names the fact.
    public static String ofException(FactDefinition fact, Effect effect) {
        return of(fact, CompiledExclusion.judgedLike(effect));
    }
}
