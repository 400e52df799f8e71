package dev.sallyport.server.history;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.server.call.CallJournal;
import java.util.Locale;
import java.util.Optional;

/// How far a call came, as the last of its records that says so has it.
public enum CallStatus {
    /// It arrived, and nothing more is on record: a visit to the git door.
    RECEIVED,
    /// It waits for humans.
    WAITING,
    /// It waits with an earlier call that asks for the same; what becomes of it is on record there.
    JOINED,
    /// Humans have agreed, or one broke the glass, and it has not run yet.
    APPROVED,
    RUNNING,
    COMPLETED,
    DENIED,
    FAILED,
    REJECTED,
    EXPIRED,
    CANCELLED,
    /// The gate stopped while it ran.
    UNKNOWN;

    /// As addresses of pages and the index spell it: `waiting`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CallStatus> parse(String text) {
        for (var status : values()) {
            if (status.text().equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /// What a record says of it; empty where it tells of something else.
    public static Optional<CallStatus> said(AuditRecord record) {
        return switch (record.stage()) {
            case RECEIVED -> Optional.of(record.outcome().isPresent() ? COMPLETED : RECEIVED);
            case DENIED -> Optional.of(DENIED);
            case HELD ->
                    Optional.of(
                            record.details()
                                            .getOrDefault("note", "")
                                            .equals(CallJournal.WITH_EARLIER)
                                    ? JOINED
                                    : WAITING);
            case APPROVED, BROKE_GLASS -> Optional.of(APPROVED);
            case REJECTED -> Optional.of(REJECTED);
            case EXPIRED -> Optional.of(EXPIRED);
            case CANCELLED -> Optional.of(CANCELLED);
            case INTENT -> Optional.of(RUNNING);
            case OUTCOME -> Optional.of(COMPLETED);
            case FAILED -> Optional.of(FAILED);
            case UNKNOWN -> Optional.of(UNKNOWN);
            case VOTED,
                    GRANTED,
                    GRANT_USED,
                    GRANT_REVOKED,
                    DELEGATED,
                    DELEGATION_ENDED,
                    GLASS_REVIEWED,
                    REVIEW_OVERDUE,
                    START,
                    STOP,
                    POLICY_CHANGED,
                    KEY_CREATED,
                    KEY_REVOKED,
                    KEY_ROTATED,
                    LOG_ADOPTED,
                    LOG_CHECK_STARTED,
                    LOG_CHECKED,
                    BODIES_ERASED,
                    SIGNED_IN,
                    SIGNED_OUT ->
                    Optional.empty();
        };
    }

    /// Why it was refused or failed, by its code; empty where it was not.
    public static String code(AuditRecord record) {
        return record.decision()
                .flatMap(AuditRecord.Decision::reason)
                .or(() -> record.outcome().flatMap(AuditRecord.Outcome::code))
                .filter(code -> !code.equals("COMPLETED"))
                .orElse("");
    }

    /// Whether a record tells that humans were to be asked, or had agreed to calls like it.
    static boolean held(AuditRecord record) {
        return record.decision().filter(decision -> decision.effect().equals("hold")).isPresent();
    }
}
