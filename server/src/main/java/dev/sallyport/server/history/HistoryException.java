package dev.sallyport.server.history;

/// The record cannot be searched or read now.
public final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HistoryException(String message, Throwable cause) {
        super(message, cause);
    }

    HistoryException(String message) {
        super(message);
    }
}
