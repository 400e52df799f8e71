package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.RequestLists.Those;
import dev.sallyport.server.state.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Lists of held calls, of all or of those that some roles are wanted for. What was tampered with is left out and logged.
/// Safe from many threads.
///
/// Lists read each request as a whole, without its reply, and keep only what the caller makes of it.
final class Overview {
    private final StateStore store;
    private final Deadlines deadlines;
    private final Listing listing;

    Overview(StateStore store, Deadlines deadlines) {
        this.store = store;
        this.deadlines = deadlines;
        this.listing = new Listing(store);
    }

    /// The newest first.
    ///
    /// @param limit 1 to [Approvals#LIST_MAX]
    /// @param kept what the list keeps of a request
    <T> List<T> list(Optional<State> state, int limit, Function<ApprovalRequest, T> kept) {
        return list(state, Those.ALL, limit, _ -> true, kept);
    }

    /// Those that exactly this principal asked for, on the same behalf, and those that ask for one of the roles.
    <T> List<T> list(
            Principal requester,
            Set<String> roles,
            Optional<State> state,
            int limit,
            Function<ApprovalRequest, T> kept) {
        return list(
                state,
                new Those(Optional.of(requester), roles),
                limit,
                r -> r.isRequestedBy(requester) || !Voting.wanted(r, roles).isEmpty(),
                kept);
    }

    private <T> List<T> list(
            Optional<State> state,
            Those those,
            int limit,
            Predicate<ApprovalRequest> shown,
            Function<ApprovalRequest, T> kept) {
        checkSize(limit);
        deadlines.applySome();
        return listing.read(
                handle -> RequestLists.list(handle, state, those, limit),
                shown.and(r -> state.map(s -> s == r.state()).orElse(true)),
                kept);
    }

    /// One page of those that are pending with the nearest deadline first, or of all with the newest first.
    ///
    /// @param size 1 to [Approvals#LIST_MAX]
    /// @param kept what the page keeps of a request
    <T> List<T> page(boolean pendingOnly, int offset, int size, Function<ApprovalRequest, T> kept) {
        return page(pendingOnly, Those.ALL, offset, size, _ -> true, kept);
    }

    /// The same of those that ask for one of these roles.
    <T> List<T> page(
            boolean pendingOnly,
            Set<String> roles,
            int offset,
            int size,
            Function<ApprovalRequest, T> kept) {
        return roles.isEmpty()
                ? List.of()
                : page(
                        pendingOnly,
                        new Those(Optional.empty(), roles),
                        offset,
                        size,
                        r -> !Voting.wanted(r, roles).isEmpty(),
                        kept);
    }

    private <T> List<T> page(
            boolean pendingOnly,
            Those those,
            int offset,
            int size,
            Predicate<ApprovalRequest> shown,
            Function<ApprovalRequest, T> kept) {
        checkSize(size);
        deadlines.applySome();
        return listing.read(
                handle -> RequestLists.page(handle, pendingOnly, those, offset, size),
                shown.and(r -> !pendingOnly || r.state() == State.PENDING),
                kept);
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
