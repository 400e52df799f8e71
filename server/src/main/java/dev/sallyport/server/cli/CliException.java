package dev.sallyport.server.cli;

import org.jspecify.annotations.Nullable;

/// Ends a command with one clear sentence on standard error.
public final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CliException(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /// Bad usage or configuration.
    public static CliException usage(String sentence) {
        return new CliException(2, sentence, null);
    }

    /// As [#usage(String)], with what lies behind it for `--verbose`.
    public static CliException usage(String sentence, Throwable cause) {
        return new CliException(2, sentence, cause);
    }

    /// A negative answer: refused, denied, not found.
    public static CliException negative(String sentence) {
        return new CliException(1, sentence, null);
    }

    int exitCode() {
        return exitCode;
    }
}
