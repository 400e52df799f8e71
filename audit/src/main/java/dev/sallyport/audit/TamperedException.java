package dev.sallyport.audit;

import java.nio.file.Path;
import java.util.OptionalLong;

/// Ends a verification at the first thing that is wrong.
final class TamperedException extends java.io.IOException {

    private static final long serialVersionUID = 1;

    private final transient Verification.Tampered found;

    TamperedException(
            Verification.Kind kind, OptionalLong index, Path file, long offset, String message) {
        super(message);
        this.found = new Verification.Tampered(kind, index, file, offset, message);
    }

    Verification.Tampered found() {
        return found;
    }
}
