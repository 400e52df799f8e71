package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Approved calls while they run: each is taken once, and ends once. Safe from many threads.
final class Executions {

    /// Runs last far less: what another process claimed that long ago, it will not finish any more.
    static final Duration LOST_AFTER = Duration.ofHours(1);

    private static final int LOST_AT_A_TIME = 500;

    private final StateStore store;
    private final Transitions transitions;
    private final Deadlines deadlines;
    private final Watchers watchers;
    private final Settings settings;
    private final Clock clock;

    Executions(
            StateStore store,
            Transitions transitions,
            Deadlines deadlines,
            Watchers watchers,
            Settings settings,
            Clock clock) {
        this.store = store;
        this.transitions = transitions;
        this.deadlines = deadlines;
        this.watchers = watchers;
        this.settings = settings;
        this.clock = clock;
    }

    /// Takes a request as [Approvals#claim] does.
    Optional<ApprovalRequest> claim(String id) {
        if (!RequestIds.isId(id)) {
            return Optional.empty();
        }
        deadlines.applyTo(id);
        Optional<ApprovalRequest> claimed =
                store.write(handle ->
                        RequestTable.lockWhole(handle, id)
                                .filter(this::isRunnable)
                                .map(request -> transitions.claim(handle, request)));
        claimed.ifPresent(_ -> watchers.changed());
        return claimed;
    }

    private boolean isRunnable(ApprovalRequest request) {
        var now = clock.instant();
        return request.state() == State.APPROVED
                && now.isBefore(request.deadline())
                && Voting.released(request, now);
    }

    /// @return whether it was executing
    boolean finish(String id, State to, Kind kind, KeptReply reply) {
        return leave(id, to, kind, Optional.of(reply));
    }

    /// @return whether it was executing
    boolean markUnknown(String id) {
        return leave(id, State.UNKNOWN, Kind.UNKNOWN, Optional.empty());
    }

    private boolean leave(String id, State to, Kind kind, Optional<KeptReply> reply) {
        boolean left =
                RequestIds.isId(id)
                        && store.write(handle -> {
                            var request =
                                    RequestTable.lockWhole(handle, id)
                                            .filter(r -> r.state() == State.EXECUTING);
                            request.ifPresent(r -> transitions.finish(handle, r, kind, to, reply));
                            return request.isPresent();
                        });
        if (left) {
            watchers.changed();
        }
        return left;
    }

    /// What this instance had claimed and not finished. What was tampered with is left out and logged.
    List<ApprovalRequest> underWay() {
        return store.read(handle ->
                DueRequests.executing(handle, settings.instance()).stream()
                        .flatMap(id -> RequestTable.findWhole(handle, id).stream())
                        .toList());
    }

    /// Gives up what was claimed by processes that did not come back.
    void giveUpLost() {
        var lost = clock.instant().minus(LOST_AFTER);
        store.read(handle -> DueRequests.claimedBefore(handle, lost, LOST_AT_A_TIME))
                .forEach(this::markUnknown);
    }
}
