package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// By what right humans decide, with the delegations that there are. Safe from many threads.
final class StandIns {

    /// So many of those that one human received are looked at, those that end first.
    private static final int RECEIVED_MAX = 500;

    private final StateStore store;
    private final Clock clock;

    StandIns(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// By what right the human would decide on the request now.
    StandIn of(ApprovalRequest request, Voter voter) {
        return Voting.wanted(request, voter.roles()).isEmpty()
                ? store.read(
                        handle -> of(handle, request, voter, Optional.empty(), clock.instant()))
                : StandIn.own(voter.roles());
    }

    /// The same in a transaction.
    ///
    /// @param shown the delegation that the human was shown; empty before they are shown any
    static StandIn of(
            Handle handle,
            ApprovalRequest request,
            Voter voter,
            Optional<String> shown,
            Instant now) {
        return Voting.wanted(request, voter.roles()).isEmpty()
                ? StandIn.of(
                        request,
                        voter.human(),
                        received(handle, voter.human(), now),
                        voter.rolesOf(),
                        shown,
                        now)
                : StandIn.own(voter.roles());
    }

    /// The delegations that let a human decide for others now, as far as these may.
    List<Delegation> received(Principal human) {
        var now = clock.instant();
        return store.read(handle -> received(handle, human, now)).stream()
                .filter(delegation -> StandIn.isFor(delegation, human, now))
                .toList();
    }

    private static List<Delegation> received(Handle handle, Principal human, Instant now) {
        return Human.isHuman(human)
                ? DelegationTable.openReceived(handle, human.subject(), now, RECEIVED_MAX)
                : List.of();
    }
}
