package dev.sallyport.server.state;

/// The state database could not be opened, read or written. Nothing was changed; whoever meets it denies.
///
/// The message is a sentence for the operator and holds no credential; it never goes to an agent.
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
