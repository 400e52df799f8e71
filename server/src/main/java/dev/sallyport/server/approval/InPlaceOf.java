package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Instant;

/// In whose place a human decides, by a [Delegation].
///
/// @param delegation its id
/// @param approver whose right it is
/// @param holdsUntil the first instant at which it does not hold; [Instant#MIN] once it is taken back or unknown
public record InPlaceOf(String delegation, Principal approver, Instant holdsUntil) {

    boolean holds(Instant now) {
        return now.isBefore(holdsUntil);
    }

    /// As records and people name a decision: `user:ben for user:ana`.
    public String by(Principal human) {
        return human.subject() + " for " + approver.subject();
    }
}
