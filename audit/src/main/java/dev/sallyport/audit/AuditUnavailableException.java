package dev.sallyport.audit;

/// The record could not be made durable, or the log is closed. After a failed write every later append
/// fails too, until the process opens the log anew: what an erring disk holds is known only to a fresh read.
///
/// The record this was thrown for may or may not be found after that.
public final class AuditUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    AuditUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    AuditUnavailableException(String message) {
        super(message);
    }
}
