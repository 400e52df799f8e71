package dev.sallyport.policy;

/// What a rule says about what it matches. Forbid beats hold beats permit.
public enum Effect {
    PERMIT,
    HOLD,
    FORBID
}
