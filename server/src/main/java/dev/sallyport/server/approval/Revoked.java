package dev.sallyport.server.approval;

/// The answer to whoever would revoke a grant.
public sealed interface Revoked {

    /// @param grant as it now stands
    record Accepted(Grant grant) implements Revoked {}

    /// Nothing has changed.
    ///
    /// @param message for the human: starts in lower case
    record Refused(Code code, String message) implements Revoked {}

    /// Why a revocation does not count.
    enum Code {
        NOT_FOUND,
        /// Ended, spent or revoked already.
        NOT_ACTIVE,
        /// Neither an approver who could decide the granted request nor an administrator.
        NO_ROLE
    }
}
