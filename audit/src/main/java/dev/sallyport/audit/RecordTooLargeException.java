package dev.sallyport.audit;

/// A record's canonical form is longer than [AuditLog#RECORD_BYTES_MAX]. Nothing was appended; the log goes
/// on.
public final class RecordTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RecordTooLargeException(int bytes) {
        super("a record of %,d bytes; at most %,d".formatted(bytes, AuditLog.RECORD_BYTES_MAX));
    }
}
