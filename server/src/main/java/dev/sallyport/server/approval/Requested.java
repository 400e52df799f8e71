package dev.sallyport.server.approval;

/// The answer to a call that needs approval.
public sealed interface Requested {

    /// Humans are asked.
    ///
    /// @param isNew false when the same requester already waits for the same plan; nobody is asked again
    record Held(ApprovalRequest request, boolean isNew) implements Requested {}

    /// Humans are not asked.
    ///
    /// @param message for the agent: starts in lower case, holds nothing from others
    record Refused(Code code, String message) implements Requested {}

    /// Why humans are not asked.
    enum Code {
        /// Humans have lately rejected this requester's calls of this tool on this target too often.
        COOLING_DOWN,
        /// The requester has lately asked and taken it back too often.
        TAKING_BACK,
        /// Too many requests wait already, of this requester or altogether.
        TOO_MANY_PENDING
    }
}
