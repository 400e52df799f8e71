package dev.sallyport.server.call;

/// The record could not be written, so what it was about must not happen.
public final class UnrecordedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnrecordedException(String message, Throwable cause) {
        super(message, cause);
    }
}
