package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Instant;

/// Hears of every delegation before it takes effect, and of its end; as with [ApprovalJournal], what it throws keeps
/// the change from happening, and it is quick and calls nothing of the state. Safe from many threads.
///
/// That time, a key or a role ends one is in what was heard when it was made, and in what ends the key or the role.
public interface DelegationJournal {

    /// A delegation is about to be made.
    void delegated(Delegation delegation);

    /// One of the two is about to end it.
    ///
    /// @param delegation as it stands before
    void ended(Delegation delegation, Principal by);

    /// A wish that does not count. Called after it was found so.
    void refused(RefusedDelegation wish);

    /// @param about the wanted delegate, or the id of the delegation to be ended: as it was given, data from outside
    record RefusedDelegation(String about, Principal by, Delegated.Code code, Instant time) {}
}
