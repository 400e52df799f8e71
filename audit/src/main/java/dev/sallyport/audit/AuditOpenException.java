package dev.sallyport.audit;

/// The log refuses to open. The message is for the operator: what was found and the way out.
public final class AuditOpenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    AuditOpenException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    AuditOpenException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Why a log does not open.
    public enum Kind {
        /// Another process has it open.
        IN_USE,
        /// A checkpoint of this log exists elsewhere, its directory does not.
        MISSING,
        /// The directory holds less than a checkpoint that was once signed.
        ROLLED_BACK,
        /// The directory holds something other than a checkpoint that was once signed.
        FORKED,
        /// A file of the log is not what the log wrote.
        DAMAGED,
        /// The signing key is missing, open to others, or of another log.
        KEY,
        /// The second place of the checkpoint has none, or the options contradict themselves.
        MISCONFIGURED,
        /// A file or the second place could not be read or written.
        UNREADABLE
    }
}
