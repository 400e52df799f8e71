package dev.sallyport.audit;

/// There is no proof, or what is given for one proves nothing. The message says what was found, in one sentence that
/// starts in lower case.
public final class ProofException extends Exception {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    ProofException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ProofException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Why there is none.
    public enum Kind {
        /// Something is not what was signed, or does not prove what it should.
        FAULT,
        /// A file is missing, cannot be read, or is something else altogether.
        UNREADABLE,
        /// What is asked for does not exist, or not yet; nothing is wrong.
        ABSENT,
        /// The log holds less than a checkpoint it once signed.
        ROLLED_BACK,
        /// The log signed, or holds, another history than a checkpoint it once signed.
        FORKED
    }
}
