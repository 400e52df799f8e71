package dev.sallyport.server.approval;

/// The answer to whoever would grant.
public sealed interface Granted {

    /// The call is approved, and the grant stands.
    record Accepted(Grant grant) implements Granted {}

    /// The approval does not count, so nothing is granted.
    record Refused(Decided.Refused why) implements Granted {}
}
