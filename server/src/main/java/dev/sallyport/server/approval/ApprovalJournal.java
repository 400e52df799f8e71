package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Hears of every transition before it takes effect; the audit log stands behind it. When a method throws, the
/// transition does not happen and the exception reaches whoever asked for it.
///
/// A transition that was heard of may still fail, when the database does not take it; the journal then knows
/// of one that did not happen, never the other way round.
///
/// Called within a transaction of the state database: an implementation is quick (one durable append) and calls
/// neither [Approvals] nor the state store. Safe from many threads.
public interface ApprovalJournal {

    void record(Transition transition);

    /// As [#record], of a request that is new.
    ///
    /// @param beside what the record does not have and the journal may keep apart: arguments and view, without what the
    ///     detectors know
    default void requested(Transition transition, ObjectNode beside) {
        record(transition);
    }

    /// A decision or cancellation that does not count: forged, stale, repeated or by the wrong one. Called
    /// after it was found so.
    void refused(RefusedDecision decision);

    /// What is about to happen.
    enum Kind {
        REQUESTED,
        VOTED,
        APPROVED,
        REJECTED,
        EXPIRED,
        CANCELLED,
        CLAIMED,
        COMPLETED,
        FAILED,
        UNKNOWN,
        /// One human released it past its approvers; the [GlassJournal] hears of that.
        BROKE_GLASS,
        /// Nobody reviewed that in time; the [GlassJournal] hears of that.
        REVIEW_OVERDUE
    }

    /// @param request as it stands before the transition
    /// @param by who causes it; empty when time or the gate does
    /// @param verdict for [Kind#VOTED]
    /// @param keyId for [Kind#VOTED], of the API key that it was cast with
    /// @param inPlaceOf whose right it is, for [Kind#VOTED] and what follows from a vote that was cast by a delegation
    /// @param signedIn for [Kind#VOTED], when the human had signed in; empty where a key came with the vote itself, and
    ///     where nobody says
    /// @param reason of a vote, rejection or cancellation; data from outside
    record Transition(
            Kind kind,
            ApprovalRequest request,
            Optional<Principal> by,
            Optional<Verdict> verdict,
            Optional<String> keyId,
            Optional<InPlaceOf> inPlaceOf,
            Optional<Instant> signedIn,
            String reason,
            Instant time) {}

    /// @param requestId as it was given; perhaps of no request
    /// @param verdict empty for a cancellation, and where a form has none
    record RefusedDecision(
            String requestId,
            Principal by,
            Optional<Verdict> verdict,
            Decided.Code code,
            Instant time) {}
}
