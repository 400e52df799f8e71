package dev.sallyport.server.export;

import dev.sallyport.audit.ProofException.Kind;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Why a file is no bundle of evidence, or proves nothing, in one sentence that starts in lower case.
public final class BundleException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;

    BundleException(Kind kind, String message) {
        this(kind, message, null);
    }

    BundleException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// Something is not what the bundle says.
    static BundleException fault(String message) {
        return new BundleException(Kind.FAULT, message);
    }

    public Kind kind() {
        return kind;
    }
}
