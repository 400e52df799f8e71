package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided.Refused;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Whose word counts, and when enough have spoken. Pure.
final class Voting {
    private Voting() {}

    /// Why this word does not count; empty when it does.
    static Optional<Refused> refusal(
            ApprovalRequest request,
            Principal approver,
            Set<String> roles,
            String digest,
            Optional<CastWith> key,
            Instant now) {
        return refusal(request, approver, () -> noRole(request, roles), digest, key, now)
                .or(() -> votedAlready(request, approver, now));
    }

    private static Optional<Refused> noRole(ApprovalRequest request, Set<String> roles) {
        return wanted(request, roles).isEmpty()
                ? refused(
                        Decided.Code.NO_ROLE,
                        "you hold none of the roles that this request asks for")
                : Optional.empty();
    }

    private static Optional<Refused> votedAlready(
            ApprovalRequest request, Principal approver, Instant now) {
        var human = Human.of(approver.subject());
        return request.votes().stream()
                        .filter(vote -> vote.counts(now))
                        .anyMatch(vote -> Human.of(vote.approver().subject()).equals(human))
                ? refused(Decided.Code.ALREADY_VOTED, "you have decided on this request already")
                : Optional.empty();
    }

    /// As above, whether or not the human has spoken before.
    ///
    /// @param noRole why the human's roles do not do
    static Optional<Refused> refusal(
            ApprovalRequest request,
            Principal approver,
            Supplier<Optional<Refused>> noRole,
            String digest,
            Optional<CastWith> key,
            Instant now) {
        if (!Human.isHuman(approver)) {
            return refused(Decided.Code.NOT_HUMAN, "only a human can decide");
        }
        if (Human.isSelf(approver, request.requester())) {
            return refused(Decided.Code.OWN_REQUEST, "nobody decides on their own request");
        }
        if (key.filter(with -> !with.works(now)).isPresent()) {
            return refused(
                    Decided.Code.KEY_ENDED,
                    "the key that you decide with is revoked or has expired");
        }
        var role = noRole.get();
        if (role.isPresent()) {
            return role;
        }
        if (request.state() != State.PENDING) {
            return Optional.of(notOpen(request));
        }
        if (!now.isBefore(request.deadline())) {
            return refused(Decided.Code.NOT_PENDING, "the request has expired");
        }
        if (!request.digest().equals(digest)) {
            return refused(
                    Decided.Code.DIGEST_MISMATCH,
                    "the digest is not that of this request; look at it again");
        }
        return Optional.empty();
    }

    /// Why an approval does not count for what was hidden from the human; empty when it does.
    static Optional<Refused> hidden(Ballot ballot, int hidden) {
        if (ballot.verdict() == Verdict.REJECT || ballot.hiddenAccepted() == hidden) {
            return Optional.empty();
        }
        return refused(
                Decided.Code.HIDDEN_VALUES,
                switch (hidden) {
                    case 0 -> "no value of this request is hidden, so none can be accepted";
                    case 1 ->
                            "1 value of this request is hidden from you; accept exactly 1"
                                    + " (`hidden_accepted`, `--accept-hidden`), or reject";
                    default ->
                            hidden
                                    + " values of this request are hidden from you; accept exactly "
                                    + hidden
                                    + " (`hidden_accepted`, `--accept-hidden`), or reject";
                });
    }

    /// Why an approval does not count for being by another right than the human was shown; empty when it does. A no counts
    /// by whatever right there is.
    static Optional<Refused> otherRight(Ballot ballot, StandIn right) {
        if (ballot.verdict() == Verdict.REJECT || right.isBy(ballot.delegation())) {
            return Optional.empty();
        }
        return refused(
                Decided.Code.OTHER_RIGHT,
                right.inPlaceOf()
                        .map(place ->
                                "you would decide in the place of "
                                        + place.approver().subject()
                                        + " by delegation "
                                        + place.delegation()
                                        + "; look at it again, and name that one (`delegation`)")
                        .orElse(
                                "you decide by a role of your own, not in the place of another; leave `delegation` out"));
    }

    /// Why an approval does not count for the time since its human signed in; empty when it does.
    ///
    /// @param why approving it is of high risk; empty where it is not
    static Optional<Refused> stale(
            Ballot ballot, Set<HighRisk> why, FreshSignIn fresh, Instant now) {
        return ballot.verdict() == Verdict.REJECT || why.isEmpty()
                ? Optional.empty()
                : fresh.refusal(ballot.presence(), now, "approving this", HighRisk.because(why));
    }

    private static Optional<Refused> refused(Decided.Code code, String message) {
        return Optional.of(new Refused(code, message));
    }

    static Refused notOpen(ApprovalRequest request) {
        return new Refused(
                Decided.Code.NOT_PENDING,
                switch (request.state()) {
                    case PENDING -> "the request is pending";
                    case APPROVED -> "the request is approved already";
                    case REJECTED -> "the request is rejected already";
                    case EXPIRED -> "the request has expired";
                    case CANCELLED -> "the request is cancelled";
                    case EXECUTING -> "the request is being executed";
                    case COMPLETED, FAILED, UNKNOWN -> "the request has been executed already";
                });
    }

    /// The roles among these that the request asks for.
    static Set<String> wanted(ApprovalRequest request, Set<String> roles) {
        return request.asked().approvers().stream()
                .map(ApproverSet::role)
                .filter(roles::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether every approver set has its quorum and nobody objected.
    static boolean quorumGiven(ApprovalRequest request, Instant now) {
        return !objected(request) && request.unmet(now).isEmpty();
    }

    /// Whether nobody objected, and every approver set has its quorum or was passed over by who broke the glass.
    static boolean released(ApprovalRequest request, Instant now) {
        return !objected(request)
                && request.unmet(now).stream().allMatch(set -> isPassed(request, set, now));
    }

    private static boolean isPassed(ApprovalRequest request, ApproverSet set, Instant now) {
        return request.glass()
                .filter(glass -> glass.passes(set, request.given(set.role(), now), now))
                .isPresent();
    }

    static boolean objected(ApprovalRequest request) {
        return request.votes().stream().anyMatch(vote -> vote.verdict() == Verdict.REJECT);
    }
}
