package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// By what right a human decides on a request: their own where they have it, else that of exactly one other who has
/// delegated it. Pure.
///
/// @param roles with which they decide
/// @param inPlaceOf empty where the right is their own, or where there is none
record StandIn(Set<String> roles, Optional<InPlaceOf> inPlaceOf) {

    /// Their own right, or none.
    static StandIn own(Set<String> roles) {
        return new StandIn(roles, Optional.empty());
    }

    /// Chooses among what was delegated: one whose delegator's word is not heard yet before others, then the one that the
    /// human was shown, then the one that holds longest, then by id.
    ///
    /// INVARIANT: the roles are those that the delegator holds by the role map itself; no other delegation is asked
    /// about, so that none can be passed on.
    ///
    /// @param received open ones
    /// @param shown the delegation that the human was shown; empty before they are shown any
    /// @param rolesOf with which a principal may decide now by the role map
    static StandIn of(
            ApprovalRequest request,
            Principal human,
            List<Delegation> received,
            Function<Principal, Set<String>> rolesOf,
            Optional<String> shown,
            Instant now) {
        return received.stream()
                .filter(delegation -> isFor(delegation, human, now))
                .filter(d -> Human.mayApprove(d.delegator(), request.requester()))
                .map(d ->
                        new StandIn(
                                Voting.wanted(request, d.of(rolesOf.apply(d.delegator()))),
                                Optional.of(d.inPlaceOf())))
                .filter(standing -> !standing.roles().isEmpty())
                .min(
                        Comparator.comparing((StandIn standing) -> standing.isHeard(request, now))
                                .thenComparing(standing -> !standing.isBy(shown))
                                .thenComparing(
                                        standing -> standing.place().holdsUntil(),
                                        Comparator.reverseOrder())
                                .thenComparing(standing -> standing.place().delegation()))
                .orElse(own(Set.of()));
    }

    /// Whether it lets this very principal, and no other of a like name, decide for somebody else now. A credential that is
    /// confined to roles gives no right beyond them, so none in another's place.
    static boolean isFor(Delegation delegation, Principal human, Instant now) {
        return Human.isHuman(human)
                && human.confinedTo().isEmpty()
                && delegation.terms().delegate().equals(human.subject())
                && delegation.state(now) == Delegation.State.ACTIVE
                && !Human.of(delegation.delegator().subject()).equals(Human.of(human.subject()));
    }

    /// Whether it is the right by exactly this delegation; by none, the human's own.
    boolean isBy(Optional<String> delegation) {
        return inPlaceOf.map(InPlaceOf::delegation).equals(delegation);
    }

    private InPlaceOf place() {
        return inPlaceOf.orElseThrow();
    }

    private boolean isHeard(ApprovalRequest request, Instant now) {
        var delegator = Human.of(place().approver().subject());
        return request.votes().stream()
                .filter(vote -> vote.counts(now))
                .anyMatch(vote ->
                        Human.of(vote.approver().subject()).equals(delegator)
                                || Human.of(vote.authority().subject()).equals(delegator));
    }
}
