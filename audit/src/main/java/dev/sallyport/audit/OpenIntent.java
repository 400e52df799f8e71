package dev.sallyport.audit;

import java.time.Instant;
import java.util.Optional;

/// A call that was about to run when the process ended: recorded as intent, without an end.
///
/// @param index where its intent stands
/// @param time when its intent was recorded
/// @param intent the intent itself: principal, tool, target, plan digest and all
public record OpenIntent(long index, Instant time, AuditRecord intent) {

    public String callId() {
        return intent.callId().orElseThrow();
    }

    /// The approval it ran under, if it was a held call.
    public Optional<String> approvalId() {
        return intent.approval().map(AuditRecord.Approval::id);
    }

    /// The record that ends it: whether it took effect is not known. Without the
    /// intent's accesses, so that the log takes it.
    public AuditRecord unknown() {
        return intent.shortened()
                .next(Stage.UNKNOWN)
                .outcome(AuditRecord.Outcome.of("unknown"))
                .detail("intent_seq", Long.toString(index))
                .build();
    }
}
