package dev.sallyport.server.approval;

/// The answer to a decision or a cancellation.
public sealed interface Decided {

    /// It counts. The request may still be pending: others must agree as well.
    record Accepted(ApprovalRequest request) implements Decided {}

    /// Nothing has changed.
    ///
    /// @param message for the human: starts in lower case
    record Refused(Code code, String message) implements Decided {}

    /// Why a decision does not count.
    enum Code {
        NOT_FOUND,
        /// Decided, expired, cancelled or run already.
        NOT_PENDING,
        /// What was displayed is not what would run.
        DIGEST_MISMATCH,
        /// It approves other than exactly as many hidden values as there are.
        HIDDEN_VALUES,
        /// The human decides by another right than they were shown: their own, or that of somebody else.
        OTHER_RIGHT,
        /// Agents and service identities never decide.
        NOT_HUMAN,
        /// The requester and the human behind it never decide.
        OWN_REQUEST,
        /// Holds none of the wanted roles.
        NO_ROLE,
        ALREADY_VOTED,
        /// A request that can be approved only for itself, not granted for a time.
        NOT_GRANTABLE,
        /// The key that the human decides with has ended meanwhile.
        KEY_ENDED,
        /// What is of high risk asks for a human who signed in lately.
        FRESH_SIGN_IN_NEEDED,
        /// A form that the console did not make for this session: from another site, or made up.
        NOT_FROM_PAGE,
        /// An approval of what was not shown as a whole.
        NOT_OPENED,
        /// To break the glass takes a reason that says something.
        WRONG_REASON,
        /// Another human said no to the same call of the same requester shortly before, so nobody breaks its glass.
        SAID_NO,
        /// The human broke the glass before, and what came of that keeps them from doing so again now.
        REVIEW_OVERDUE,
        /// The stored request is not the one that was made; it never runs.
        TAMPERED
    }
}
