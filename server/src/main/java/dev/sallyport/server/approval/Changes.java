package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.RefusedDecision;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided.Accepted;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// How people change held calls: one request at a time, alone, and only what is what was asked. Safe from many threads.
final class Changes {
    private final StateStore store;
    private final ApprovalJournal journal;
    private final Deadlines deadlines;
    private final Watchers watchers;
    private final Clock clock;

    Changes(
            StateStore store,
            ApprovalJournal journal,
            Deadlines deadlines,
            Watchers watchers,
            Clock clock) {
        this.store = store;
        this.journal = journal;
        this.deadlines = deadlines;
        this.watchers = watchers;
        this.clock = clock;
    }

    /// What is done to a request that is locked and believed.
    interface Change {
        Decided apply(Handle handle, ApprovalRequest request);
    }

    /// Looks at the request and changes it, alone. Whoever waits for it is not woken in this process.
    Decided apply(String id, Change change) {
        var notFound = new Refused(Decided.Code.NOT_FOUND, "there is no such request");
        if (!RequestIds.isId(id)) {
            return notFound;
        }
        deadlines.applyTo(id);
        return store.write(handle -> {
            if (!RequestTable.lock(handle, id)) {
                return notFound;
            }
            var request = RequestTable.findWhole(handle, id);
            if (request.isEmpty()) {
                return new Refused(
                        Decided.Code.TAMPERED,
                        "the stored request is not the one that was made; it will never run");
            }
            var decided = change.apply(handle, request.get());
            if (decided instanceof Accepted) {
                store.signal(handle, id);
            }
            return decided;
        });
    }

    /// The same by somebody's word: wakes whoever waits for the request, and puts on record what does not count.
    Decided apply(String id, Principal by, Optional<Verdict> verdict, Change change) {
        var decided = apply(id, change);
        switch (decided) {
            case Accepted(_) -> watchers.tell(id);
            case Refused(var code, _) -> refused(id, by, verdict, code);
        }
        return decided;
    }

    /// Puts on record that a decision was refused.
    void refused(String id, Principal by, Optional<Verdict> verdict, Decided.Code code) {
        journal.refused(new RefusedDecision(id, by, verdict, code, clock.instant()));
    }
}
