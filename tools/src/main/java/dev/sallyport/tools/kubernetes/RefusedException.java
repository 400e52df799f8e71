package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.Refusal;
import java.util.Optional;

/// Ends the work on a call with a refusal. Never leaves the package: the tools turn it into their answers.
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    /// @param cause for the operator's log alone
    RefusedException(Refusal refusal, Throwable cause) {
        super(refusal.message(), cause);
        this.refusal = refusal;
    }

    static RefusedException denied(String code, String message, String next) {
        return new RefusedException(Refusal.denied(code, message, next));
    }

    static RefusedException failed(String code, String message, String next) {
        return new RefusedException(Refusal.failed(code, message, next));
    }

    Refusal refusal() {
        return refusal;
    }

    Optional<Throwable> cause() {
        return Optional.ofNullable(getCause());
    }
}
