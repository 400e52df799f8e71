package dev.sallyport.tools.git;

import dev.sallyport.tools.Refusal;

/// Ends the planning or running of a call with an answer for the agent. Never leaves this package.
final class GitRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    GitRefusal(Refusal refusal) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    static GitRefusal invalid(String message, String next) {
        return new GitRefusal(Refusal.failed("INVALID_ARGUMENTS", message, next));
    }

    static GitRefusal unsafePath(String message) {
        return new GitRefusal(
                Refusal.denied(
                        "DENIED_UNSAFE_PATH",
                        message,
                        "use a plain relative path such as `src/main.py`"));
    }

    static GitRefusal unsupported(String message, String next) {
        return new GitRefusal(Refusal.denied("DENIED_UNSUPPORTED_CHANGE", message, next));
    }

    static GitRefusal tooLarge(String message) {
        return new GitRefusal(Refusal.denied("DENIED_TOO_LARGE", message, "push less at a time"));
    }

    static GitRefusal conflict(String message, String next) {
        return new GitRefusal(Refusal.denied("DENIED_CONFLICT", message, next));
    }

    static GitRefusal stateChanged(String message) {
        return new GitRefusal(
                Refusal.denied(
                        "DENIED_STATE_CHANGED",
                        message,
                        "read the branch again and push on top of its new head"));
    }

    static GitRefusal notFound(String message, String next) {
        return new GitRefusal(Refusal.failed("NOT_FOUND", message, next));
    }

    static GitRefusal unavailable(String repository) {
        return new GitRefusal(
                Refusal.failed(
                        "TARGET_UNAVAILABLE",
                        "repository `" + repository + "` cannot be reached right now",
                        "try again later; nothing was changed"));
    }

    static GitRefusal targetFailed(String repository) {
        return new GitRefusal(
                Refusal.failed(
                        "TARGET_FAILED",
                        "repository `" + repository + "` could not be read",
                        "tell the operator, with the call id"));
    }
}
