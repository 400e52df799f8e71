package dev.sallyport.server.approval;

import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Lets held calls expire. A deadline is applied whenever its request is looked at, so none is ever seen open after its
/// time. Safe from many threads.
final class Deadlines {
    private static final int AT_A_TIME = 500;

    private final StateStore store;
    private final Transitions transitions;
    private final Watchers watchers;
    private final Clock clock;

    Deadlines(StateStore store, Transitions transitions, Watchers watchers, Clock clock) {
        this.store = store;
        this.transitions = transitions;
        this.watchers = watchers;
        this.clock = clock;
    }

    /// The request as it stands, with the reply, where one is kept.
    ///
    /// @throws TamperedException when it is not what was written
    Optional<ApprovalRequest> find(String id) {
        if (!RequestIds.isId(id)) {
            return Optional.empty();
        }
        var found = store.read(handle -> RequestTable.find(handle, id));
        boolean due =
                found.filter(r -> r.state().open())
                        .filter(r -> !clock.instant().isBefore(r.deadline()))
                        .isPresent();
        if (!due) {
            return found;
        }
        var _ = expire(id);
        return store.read(handle -> RequestTable.find(handle, id));
    }

    /// Applies one deadline, if it has come.
    void applyTo(String id) {
        boolean due = store.read(handle -> DueRequests.isDue(handle, id, clock.instant()));
        if (due) {
            var _ = expire(id);
        }
    }

    /// Applies as many deadlines as one who looks at a list can wait for, the oldest first.
    void applySome() {
        due().forEach(this::expire);
    }

    /// Applies every deadline that has come.
    ///
    /// @return how many requests expired
    int applyAll() {
        int expired = 0;
        List<String> due;
        do {
            due = due();
            int before = expired;
            for (var id : due) {
                expired += expire(id) ? 1 : 0;
            }
            if (expired == before) {
                break; // what is left was tampered with, or others were faster
            }
        } while (due.size() == AT_A_TIME);
        return expired;
    }

    private List<String> due() {
        return store.read(handle -> DueRequests.due(handle, clock.instant(), AT_A_TIME));
    }

    private boolean expire(String id) {
        boolean expired =
                store.write(handle -> {
                    boolean due =
                            RequestTable.lock(handle, id)
                                    && DueRequests.isDue(handle, id, clock.instant());
                    var request =
                            due
                                    ? RequestTable.findWhole(handle, id)
                                    : Optional.<ApprovalRequest>empty();
                    request.ifPresent(r -> {
                        transitions.expire(handle, r);
                        store.signal(handle, id);
                    });
                    return request.isPresent();
                });
        if (expired) {
            watchers.tell(id);
        }
        return expired;
    }
}
