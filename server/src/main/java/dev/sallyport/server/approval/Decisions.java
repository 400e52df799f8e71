package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.approval.Decided.Accepted;
import dev.sallyport.server.approval.Decided.Refused;
import dev.sallyport.server.identity.Presence;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// What people decide on held calls: they vote on them and take them back. Safe from many threads.
final class Decisions {
    private final Changes changes;
    private final Transitions transitions;
    private final Deadlines deadlines;
    private final StandIns standIns;
    private final Risks risks;
    private final Clock clock;

    Decisions(
            Changes changes,
            Transitions transitions,
            Deadlines deadlines,
            StandIns standIns,
            Risks risks,
            Clock clock) {
        this.changes = changes;
        this.transitions = transitions;
        this.deadlines = deadlines;
        this.standIns = standIns;
        this.risks = risks;
        this.clock = clock;
    }

    /// What else a decision that counts does, in its transaction and before it takes effect.
    interface Step {
        /// There is nothing else.
        Step NONE = (_, _, _) -> Optional.empty();

        /// @param now when the decision is taken
        /// @return why the decision does not count after all
        Optional<Refused> before(Handle handle, ApprovalRequest request, Instant now);
    }

    /// Takes one human's vote as [Approvals#decide] does.
    ///
    /// @param step comes last: nothing but a failure keeps the decision from counting after it
    Decided vote(String id, Voter voter, Ballot ballot, UnaryOperator<String> masker, Step step) {
        // The plan never changes, so the target is asked before the row is taken.
        boolean lasting = mayLast(id, voter, ballot);
        return changes.apply(
                id,
                voter.human(),
                Optional.of(ballot.verdict()),
                (handle, request) -> {
                    var now = clock.instant();
                    var key = ballot.keyId().map(keyId -> KeyTable.castWith(handle, keyId));
                    var right = StandIns.of(handle, request, voter, ballot.delegation(), now);
                    var refusal =
                            Voting.refusal(
                                            request,
                                            voter.human(),
                                            right.roles(),
                                            ballot.digest(),
                                            key,
                                            now)
                                    .or(() -> Voting.otherRight(ballot, right))
                                    .or(() -> risks.refusal(ballot, request, lasting, masker, now))
                                    .or(() -> step.before(handle, request, now));
                    if (refusal.isPresent()) {
                        return refusal.get();
                    }
                    var vote =
                            new Vote(
                                    voter.human(),
                                    ballot.verdict(),
                                    Voting.wanted(request, right.roles()),
                                    ballot.digest(),
                                    NewRequest.cut(ballot.reason()),
                                    now,
                                    key,
                                    right.inPlaceOf());
                    return new Accepted(transitions.cast(handle, request, vote, ballot.presence()));
                });
    }

    /// Whether the request may be irreversible, where that decides whether the ballot counts. Nobody else can make the
    /// target be asked.
    private boolean mayLast(String id, Voter voter, Ballot ballot) {
        if (ballot.verdict() == Verdict.REJECT
                || ballot.presence() instanceof Presence.WithKey
                || !Human.isHuman(voter.human())) {
            return true;
        }
        return counting(id, voter, ballot).map(risks::isIrreversible).orElse(true);
    }

    /// The request, where the ballot would count for it now but for the risk. Who decides on what was tampered with is
    /// told so then.
    Optional<ApprovalRequest> counting(String id, Voter voter, Ballot ballot) {
        try {
            return deadlines.find(id).filter(request -> wouldCount(request, voter, ballot));
        } catch (TamperedException e) {
            return Optional.empty();
        }
    }

    private boolean wouldCount(ApprovalRequest request, Voter voter, Ballot ballot) {
        return Voting.refusal(
                        request,
                        voter.human(),
                        standIns.of(request, voter).roles(),
                        ballot.digest(),
                        Optional.empty(),
                        clock.instant())
                .isEmpty();
    }

    /// Takes a request back as [Approvals#cancel] does.
    Decided cancel(String id, Principal by, Set<String> roles, String reason) {
        return changes.apply(
                id,
                by,
                Optional.empty(),
                (handle, request) -> {
                    boolean asApprover =
                            Human.isHuman(by) && !Voting.wanted(request, roles).isEmpty();
                    if (!request.isRequestedBy(by) && !asApprover) {
                        return new Refused(
                                Decided.Code.NO_ROLE,
                                "only the requester and its approvers can cancel a request");
                    }
                    if (!request.state().open()) {
                        return Voting.notOpen(request);
                    }
                    return new Accepted(
                            transitions.cancel(handle, request, by, NewRequest.cut(reason)));
                });
    }
}
