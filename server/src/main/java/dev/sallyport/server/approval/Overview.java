package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.RequestLists.Those;
import dev.sallyport.server.state.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lists of held calls, of all or of those that some roles are wanted for. Without replies; what was tampered with is left
/// out and logged. Safe from many threads.
final class Overview {
    private final StateStore store;
    private final Deadlines deadlines;

    Overview(StateStore store, Deadlines deadlines) {
        this.store = store;
        this.deadlines = deadlines;
    }

    /// The newest first.
    ///
    /// @param limit 1 to [Approvals#LIST_MAX]
    List<ApprovalRequest> list(Optional<State> state, int limit) {
        return list(state, Those.ALL, limit);
    }

    /// Those that exactly this principal asked for, on the same behalf, and those that ask for one of the roles.
    List<ApprovalRequest> list(
            Principal requester, Set<String> roles, Optional<State> state, int limit) {
        return list(state, new Those(Optional.of(requester), roles), limit).stream()
                .filter(r -> r.isRequestedBy(requester) || !Voting.wanted(r, roles).isEmpty())
                .toList();
    }

    private List<ApprovalRequest> list(Optional<State> state, Those those, int limit) {
        checkSize(limit);
        deadlines.applySome();
        return store.read(handle -> RequestLists.list(handle, state, those, limit));
    }

    /// One page of those that are pending with the nearest deadline first, or of all with the newest first.
    ///
    /// @param size 1 to [Approvals#LIST_MAX]
    List<ApprovalRequest> page(boolean pendingOnly, int offset, int size) {
        return page(pendingOnly, Those.ALL, offset, size);
    }

    /// The same of those that ask for one of these roles.
    List<ApprovalRequest> page(boolean pendingOnly, Set<String> roles, int offset, int size) {
        return roles.isEmpty()
                ? List.of()
                : page(pendingOnly, new Those(Optional.empty(), roles), offset, size).stream()
                        .filter(r -> !Voting.wanted(r, roles).isEmpty())
                        .toList();
    }

    private List<ApprovalRequest> page(boolean pendingOnly, Those those, int offset, int size) {
        checkSize(size);
        deadlines.applySome();
        return store.read(handle -> RequestLists.page(handle, pendingOnly, those, offset, size));
    }

    /// How many there are on all pages together.
    int count(boolean pendingOnly) {
        return count(pendingOnly, Those.ALL);
    }

    /// How many of those ask for one of these roles.
    int count(boolean pendingOnly, Set<String> roles) {
        return roles.isEmpty() ? 0 : count(pendingOnly, new Those(Optional.empty(), roles));
    }

    private int count(boolean pendingOnly, Those those) {
        return store.read(handle -> RequestLists.count(handle, pendingOnly, those));
    }

    private static void checkSize(int limit) {
        if (limit < 1 || limit > Approvals.LIST_MAX) {
            throw new IllegalArgumentException(
                    "a list has 1 to " + Approvals.LIST_MAX + " requests, not " + limit);
        }
    }
}
