package dev.sallyport.server.export;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Why records cannot be copied before a human has looked, in one sentence for the operator.
public final class ExportException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What is wrong.
    public enum Kind {
        /// The log holds less than was copied from it.
        ROLLED_BACK,
        /// The log is another than the one that was copied.
        OTHER_LOG,
        /// The log, or the cursor, cannot be read.
        UNREADABLE
    }

    ExportException(Kind kind, String problem) {
        this(kind, problem, null);
    }

    ExportException(Kind kind, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
