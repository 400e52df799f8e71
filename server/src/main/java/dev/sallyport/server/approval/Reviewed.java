package dev.sallyport.server.approval;

/// The answer to whoever would review broken glass.
public sealed interface Reviewed {

    /// @param request with the review
    record Accepted(ApprovalRequest request) implements Reviewed {}

    /// Nothing has changed.
    ///
    /// @param message for the human: starts in lower case
    record Refused(Code code, String message) implements Reviewed {}

    /// Why it does not count.
    enum Code {
        /// There is no such request, or nobody broke its glass.
        NOT_FOUND,
        /// Agents and service identities review nothing.
        NOT_HUMAN,
        /// Whoever broke the glass does not review it.
        OWN_BREAKING,
        /// Neither does who approved the call, or in whose place another did.
        APPROVED_IT,
        /// Neither do the requester and the human behind it.
        OWN_REQUEST,
        /// Holds none of the wanted roles, and does not both administer and see held calls.
        NO_ROLE,
        /// Another human was faster.
        REVIEWED_ALREADY,
        /// Nothing where one is wanted, or too long.
        WRONG_NOTE,
        /// The key that the human is known by has ended meanwhile.
        KEY_ENDED,
        /// Reviewing asks for a human who signed in lately.
        FRESH_SIGN_IN_NEEDED,
        /// The stored request is not the one that was made.
        TAMPERED
    }
}
