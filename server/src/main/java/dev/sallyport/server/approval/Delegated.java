package dev.sallyport.server.approval;

/// The answer to whoever would make or end a delegation.
public sealed interface Delegated {

    /// @param delegation as it now stands
    record Accepted(Delegation delegation) implements Delegated {}

    /// Nothing has changed.
    ///
    /// @param message for the human: starts in lower case
    record Refused(Code code, String message) implements Delegated {}

    /// Why it does not count.
    enum Code {
        /// Also where it is another's.
        NOT_FOUND,
        /// Over already.
        NOT_ACTIVE,
        /// Agents and service identities neither give nor receive.
        NOT_HUMAN,
        /// The delegator decides nothing, or does not hold a role that is named.
        NO_ROLE,
        /// To oneself.
        SELF,
        /// The key that the delegator is known by has ended meanwhile.
        KEY_ENDED,
        /// Letting another decide asks for a human who signed in lately.
        FRESH_SIGN_IN_NEEDED,
        TOO_MANY,
        /// Too short, too long, too far ahead, or over before it starts.
        WRONG_TIME,
        /// Too long, or what no name has.
        WRONG_NAME
    }
}
