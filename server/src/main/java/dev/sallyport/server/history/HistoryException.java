package dev.sallyport.server.history;

/// The record cannot be searched or read now.
public final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What whoever asked can do about it.
    public enum Why {
        /// Nothing but wait: the index or the log does not answer.
        UNAVAILABLE,

        /// Ask again in a moment: others ask too much now.
        BUSY,

        /// Ask for less: it was broken off.
        TOO_LONG
    }

    private final Why why;

    HistoryException(String message, Throwable cause) {
        this(Why.UNAVAILABLE, message, cause);
    }

    HistoryException(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    HistoryException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
