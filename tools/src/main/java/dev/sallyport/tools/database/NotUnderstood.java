package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;

/// Carries a refusal out of lexer and parser, where a result type on every method would hide the grammar.
/// Caught in [Analyst] and in the tools. Without a stack trace: a refused statement costs no more than a good one.
final class NotUnderstood extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NotUnderstood(Refusal refusal) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
