package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.BrokenGlass.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who may break the glass, and who may review that. Pure.
final class GlassRules {

    /// So many times a human may have broken the glass that nobody has reviewed.
    static final int WAITING_MAX = 5;

    /// How long a human breaks no glass after it was found that they did so without need.
    static final Duration COOL_DOWN = Duration.ofHours(24);

    /// How long a human's no to a call keeps its glass whole when the same call is asked for again.
    static final Duration NO_HOLDS = Duration.ofHours(1);

    private GlassRules() {}

    /// Why a human cannot break the glass; empty where they can.
    ///
    /// @param roles the human's own
    static Optional<Decided.Refused> refusal(
            ApprovalRequest request,
            Principal breaker,
            Set<String> roles,
            String digest,
            Optional<CastWith> key,
            Instant now) {
        return Voting.refusal(request, breaker, () -> noRole(request, roles, now), digest, key, now)
                .or(() ->
                        Voting.objected(request)
                                ? refused(
                                        Decided.Code.NOT_PENDING,
                                        "somebody has rejected the request already")
                                : Optional.empty());
    }

    private static Optional<Decided.Refused> noRole(
            ApprovalRequest request, Set<String> roles, Instant now) {
        var sets = request.asked().approvers();
        if (sets.stream().allMatch(set -> set.breakGlass().isEmpty())) {
            return refused(
                    Decided.Code.NO_ROLE,
                    "the rule that holds this call lets nobody break the glass");
        }
        boolean all = request.unmet(now).stream().allMatch(set -> breaks(set, roles));
        return all && sets.stream().anyMatch(set -> breaks(set, roles))
                ? Optional.empty()
                : refused(
                        Decided.Code.NO_ROLE,
                        "you do not hold every role that breaks the glass for what is still missing");
    }

    /// Whether a human with these roles may pass over the approvers.
    static boolean breaks(ApproverSet set, Set<String> roles) {
        return set.breakGlass().filter(roles::contains).isPresent();
    }

    /// Why the glass of a call stays whole to which a human said no shortly before.
    static Decided.Refused saidNo() {
        return new Decided.Refused(
                Decided.Code.SAID_NO,
                "a human said no to exactly this call within the hour; ask them, or wait");
    }

    /// Why what a human did before keeps them from breaking the glass now; empty where nothing does.
    static Optional<Decided.Refused> earlier(GlassTable.Past past) {
        if (past.overdue() > 0) {
            return refused(
                    Decided.Code.REVIEW_OVERDUE,
                    "you broke the glass before, and nobody has reviewed that in time; ask for the review first");
        }
        if (past.notJustified() > 0) {
            return refused(
                    Decided.Code.REVIEW_OVERDUE,
                    "a review found that you broke the glass without need, less than "
                            + COOL_DOWN.toHours()
                            + " hours ago");
        }
        return past.waiting() >= WAITING_MAX
                ? refused(
                        Decided.Code.REVIEW_OVERDUE,
                        "you broke the glass "
                                + past.waiting()
                                + " times, and nobody has reviewed that; ask for a review first")
                : Optional.empty();
    }

    /// Why a human cannot review broken glass; empty where they can.
    ///
    /// @param roles with which the human may decide, by their own right
    /// @param administers whether it is a human with the console right `administer` who sees all held calls
    /// @param gave whether a human's word was ever given for the request, also by a vote that was replaced
    static Optional<Reviewed.Refused> reviewRefusal(
            ApprovalRequest request,
            BrokenGlass glass,
            Principal reviewer,
            Set<String> roles,
            boolean administers,
            Predicate<Human> gave,
            Optional<CastWith> key,
            Instant now) {
        if (!Human.isHuman(reviewer)) {
            return refused(Reviewed.Code.NOT_HUMAN, "only a human can review this");
        }
        if (Human.of(reviewer.subject()).equals(Human.of(glass.breaker().subject()))) {
            return refused(
                    Reviewed.Code.OWN_BREAKING,
                    "you broke the glass yourself, so another human reviews it");
        }
        if (Human.isSelf(reviewer, request.requester())) {
            return refused(
                    Reviewed.Code.OWN_REQUEST,
                    "nobody reviews what was done for their own request");
        }
        if (hasApproved(reviewer, request) || gave.test(Human.of(reviewer.subject()))) {
            return refused(
                    Reviewed.Code.APPROVED_IT,
                    "you approved this call, or somebody did in your place, so another human reviews it");
        }
        if (key.filter(with -> !with.works(now)).isPresent()) {
            return refused(
                    Reviewed.Code.KEY_ENDED, "the key that you use is revoked or has expired");
        }
        if (Voting.wanted(request, roles).isEmpty() && !administers) {
            return refused(
                    Reviewed.Code.NO_ROLE,
                    "only who holds a role that the request asks for, or administers and sees held calls, reviews this");
        }
        return glass.review().isPresent()
                ? refused(Reviewed.Code.REVIEWED_ALREADY, "it has been reviewed already")
                : Optional.empty();
    }

    /// Whether the human's word, by themselves or by another in their place, stands for the call, though it counts no more.
    private static boolean hasApproved(Principal human, ApprovalRequest request) {
        var who = Human.of(human.subject());
        return request.votes().stream()
                .filter(vote -> vote.verdict() == ApprovalRequest.Verdict.APPROVE)
                .flatMap(vote -> Stream.of(vote.approver(), vote.authority()))
                .anyMatch(voter -> Human.of(voter.subject()).equals(who));
    }

    /// Why a note does not do; empty where it does.
    static Optional<Reviewed.Refused> noteFlaw(Verdict verdict, String note) {
        boolean needed =
                switch (verdict) {
                    case JUSTIFIED -> false;
                    case NOT_JUSTIFIED -> true;
                };
        return BrokenGlass.noteFlaw(note, needed)
                .map(flaw -> new Reviewed.Refused(Reviewed.Code.WRONG_NOTE, flaw));
    }

    private static Optional<Decided.Refused> refused(Decided.Code code, String message) {
        return Optional.of(new Decided.Refused(code, message));
    }

    private static Optional<Reviewed.Refused> refused(Reviewed.Code code, String message) {
        return Optional.of(new Reviewed.Refused(code, message));
    }
}
