package dev.sallyport.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a record says happened.
public enum Stage {
    /// A call arrived.
    RECEIVED,
    DENIED,
    /// A call waits for approval.
    HELD,
    /// One approver has said yes or no; whether that decides the request is recorded next.
    VOTED,
    APPROVED,
    REJECTED,
    /// An approval request, or an approval that was never used, ran out.
    EXPIRED,
    CANCELLED,
    /// An approver has granted calls like a held one for a time.
    GRANTED,
    /// A held call is about to run under a grant; [#INTENT] follows.
    GRANT_USED,
    GRANT_REVOKED,
    /// An approver has let another human decide in their place for a time.
    DELEGATED,
    /// They have taken that back.
    DELEGATION_ENDED,
    /// One human has released a held call in an emergency, past those who had to agree.
    BROKE_GLASS,
    /// Another human has said whether that was justified.
    GLASS_REVIEWED,
    /// Nobody has said so in time.
    REVIEW_OVERDUE,
    /// The call is about to run. Exactly one of [#OUTCOME], [#FAILED] and [#UNKNOWN] follows.
    INTENT,
    /// The call ran.
    OUTCOME,
    /// The call ran into an error.
    FAILED,
    /// The process ended while the call ran; whether it took effect is not known. It is never run again.
    UNKNOWN,
    /// The server starts; no call that was open before can still end.
    START,
    STOP,
    POLICY_CHANGED,
    KEY_CREATED,
    KEY_REVOKED,
    /// The log gets another signing key, which is in the details. [KeyRotation] alone records it.
    KEY_ROTATED,
    /// The log was taken over as it lay there, since its second place was lost; the details say how it was.
    LOG_ADOPTED,
    /// A human has asked in the console that the whole log be verified; [#LOG_CHECKED] follows unless the process ends.
    LOG_CHECK_STARTED,
    LOG_CHECKED,
    /// Data keys were destroyed, and with them the bodies of earlier records: `details` has their ids as `keys`, who did
    /// it as `by` and why as `reason`. It is on record before the keys are gone.
    BODIES_ERASED,
    /// A human has a session of the console.
    SIGNED_IN,
    /// A session of the console ends before its time.
    SIGNED_OUT;

    private static final Map<String, Stage> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Stage::text, s -> s));

    private final String text = name().toLowerCase(Locale.ROOT);

    /// As records spell it: `policy_changed`.
    public String text() {
        return text;
    }

    /// Whether it is the end of a call whose [#INTENT] is on record.
    boolean ends() {
        return this == OUTCOME || this == FAILED || this == UNKNOWN;
    }

    /// The stage that records spell so.
    public static Optional<Stage> parse(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
