package dev.sallyport.masking;

/// The output could not be searched, so it must not leave. The message holds nothing of the output.
public final class MaskingFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MaskingFailedException(String message) {
        super(message);
    }

    MaskingFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
