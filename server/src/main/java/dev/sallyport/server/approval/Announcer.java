package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import org.jdbi.v3.core.Handle;

/// Hears of what became of a request, in the transaction that makes it so: what it writes there is there exactly when
/// the transition is. When it throws, the transition does not happen.
///
/// Called within a transaction of the state database: an implementation is quick and calls neither [Approvals] nor the
/// state store. Safe from many threads.
@FunctionalInterface
public interface Announcer {

    /// Tells nobody.
    Announcer NONE = (_, _, _) -> {};

    /// @param request as it stands after the transition
    void announce(Handle handle, Kind kind, ApprovalRequest request);
}
