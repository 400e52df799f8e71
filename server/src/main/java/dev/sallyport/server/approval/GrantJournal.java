package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Instant;

/// Hears of everything that happens to grants before it takes effect; as with [ApprovalJournal], what it throws keeps
/// the change from happening, and it is quick and calls nothing of the state. Safe from many threads.
public interface GrantJournal {

    /// A grant is about to be made; the approval of its request follows.
    void granted(Grant grant);

    /// A call is about to run under a grant.
    ///
    /// @param grant as it stands before the use
    void used(Grant grant, NewRequest call);

    /// @param grant as it stands before
    void revoked(Grant grant, Principal by, String reason);

    /// A revocation that does not count. Called after it was found so.
    void refused(RefusedRevocation revocation);

    /// @param grantId as it was given; perhaps of no grant
    record RefusedRevocation(String grantId, Principal by, Revoked.Code code, Instant time) {}
}
