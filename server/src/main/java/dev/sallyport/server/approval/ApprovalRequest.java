package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.Plan;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// A held call as it stands now: what was asked, which never changes, and what became of it.
///
/// @param id `apr_` and 26 characters of base32, 130 random bits
/// @param digest SHA-256 in lower-case hex over the canonical JSON of the id and all of `asked`; a decision
///     must carry it
/// @param deadline until when it can be decided, while pending; until when it can be executed, once
///     approved; the last of these that applied, afterwards
/// @param votes in the order they were cast
/// @param ending how it came to be rejected, expired or cancelled
/// @param executor the gate process that claimed it
/// @param glass that one human released it past its approvers; empty where nobody did
/// @param reply the masked reply, once completed or failed and as long as it is kept; only
///     [Approvals#find], [Approvals#await] and [Approvals#claim] fetch it
public record ApprovalRequest(
        String id,
        String digest,
        NewRequest asked,
        State state,
        Instant created,
        Instant deadline,
        List<Vote> votes,
        Optional<Ending> ending,
        Optional<String> executor,
        Optional<BrokenGlass> glass,
        Optional<KeptReply> reply) {

    public ApprovalRequest {
        votes = List.copyOf(votes);
    }

    /// Where a request is in its life. `pending → approved → executing → completed | failed | unknown`; from
    /// pending also rejected, from pending and approved also expired and cancelled.
    public enum State {
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED,
        CANCELLED,
        EXECUTING,
        COMPLETED,
        FAILED,
        /// The process ended between the claim and the outcome. Nobody knows whether it ran; it is never
        /// run again, a human looks.
        UNKNOWN;

        /// Whether it still awaits something that can make it run.
        public boolean open() {
            return this == PENDING || this == APPROVED;
        }
    }

    /// What an approver says.
    public enum Verdict {
        APPROVE,
        REJECT
    }

    /// One human's word.
    ///
    /// @param roles the wanted roles the human held at that moment
    /// @param digest what the human saw
    /// @param reason at most [NewRequest#REASON_LENGTH_MAX] characters, perhaps none
    /// @param key what it was cast with; empty where no key vouched for the human
    /// @param inPlaceOf whose right it is, where it is not the human's own
    public record Vote(
            Principal approver,
            Verdict verdict,
            Set<String> roles,
            String digest,
            String reason,
            Instant cast,
            Optional<CastWith> key,
            Optional<InPlaceOf> inPlaceOf) {
        public Vote {
            roles = Collections.unmodifiableSet(new TreeSet<>(roles));
        }

        /// Whether what vouched for the human still does. A vote outlives neither its key nor the delegation that it was
        /// cast by.
        public boolean counts(Instant now) {
            return hasKey(now) && inPlaceOf.map(place -> place.holds(now)).orElse(true);
        }

        /// Whether the key that it was cast with works, if there was one.
        public boolean hasKey(Instant now) {
            return key.map(with -> with.works(now)).orElse(true);
        }

        Vote by(InPlaceOf place) {
            return new Vote(
                    approver, verdict, roles, digest, reason, cast, key, Optional.of(place));
        }

        /// Whose right it is: the human's own, or that of the one in whose place they decided.
        public Principal authority() {
            return inPlaceOf.map(InPlaceOf::approver).orElse(approver);
        }

        /// Who decided: `user:ana`, or `user:ben for user:ana`.
        public String by() {
            return inPlaceOf.map(place -> place.by(approver)).orElse(approver.subject());
        }

        /// Whether the one whose right it is has the role, and gave it to the human who decided in their place.
        private boolean heldBy(String role, Function<Principal, Set<String>> rolesNow) {
            return rolesNow.apply(authority()).contains(role)
                    && (inPlaceOf.isEmpty() || roles.contains(role));
        }
    }

    /// The API key of a vote.
    ///
    /// @param keyId the public part
    /// @param worksUntil the first instant at which it does not work; [Instant#MAX] for none, [Instant#MIN] once it is
    ///     revoked or unknown
    public record CastWith(String keyId, Instant worksUntil) {
        boolean works(Instant now) {
            return now.isBefore(worksUntil);
        }
    }

    /// @param by the subject who ended it; empty when time or the gate did
    /// @param reason data from a human or agent, shown as such
    public record Ending(Instant at, Optional<String> by, String reason) {}

    /// What the agent gets, again on a repeat.
    public record KeptReply(ObjectNode structured, boolean isError) {}

    public Principal requester() {
        return asked.requester();
    }

    public Plan plan() {
        return asked.plan();
    }

    /// Whether the principal asked for this, on the same human's behalf, or is that human. Only then may it
    /// see, cancel and run it: one agent may act for several people.
    public boolean isRequestedBy(Principal principal) {
        boolean same =
                principal.subject().equals(requester().subject())
                        && principal.onBehalfOf().equals(requester().onBehalfOf());
        boolean humanBehind =
                Human.isHuman(principal)
                        && requester()
                                .onBehalfOf()
                                .map(h -> Human.of(h).equals(Human.of(principal.subject())))
                                .orElse(false);
        return same || humanBehind;
    }

    /// How many distinct humans have approved as holders of the role, by votes that count now.
    public int given(String role, Instant now) {
        return Heads.count(
                votes.stream()
                        .filter(vote -> vote.verdict() == Verdict.APPROVE)
                        .filter(vote -> vote.counts(now))
                        .filter(vote -> vote.roles().contains(role))
                        .toList());
    }

    /// Those who have not agreed in number, by the votes that count now.
    public List<ApproverSet> unmet(Instant now) {
        return asked.approvers().stream()
                .filter(set -> given(set.role(), now) < set.quorum())
                .toList();
    }

    /// Whether an approval, or who broke the glass, does not count any more, since the key it was done with has ended.
    public boolean outlivedAKey(Instant now) {
        return votes.stream()
                        .anyMatch(vote -> vote.verdict() == Verdict.APPROVE && !vote.hasKey(now))
                || glass.filter(broken -> !broken.counts(now)).isPresent();
    }

    /// Whether the approvals given would still do, or whoever broke the glass still could, were they judged now: asked
    /// again before execution, since a human may have lost the role or the key, and the policy may want more.
    ///
    /// @param wanted who must agree by the decision of now
    /// @param rolesNow the roles a principal holds now, by the role map itself
    public boolean approvedBy(
            List<ApproverSet> wanted, Function<Principal, Set<String>> rolesNow, Instant now) {
        var approvals =
                votes.stream()
                        .filter(vote -> vote.verdict() == Verdict.APPROVE)
                        .filter(vote -> vote.counts(now))
                        .filter(vote -> Human.mayApprove(vote.approver(), requester()))
                        .filter(vote -> Human.mayApprove(vote.authority(), requester()))
                        .toList();
        return wanted.stream()
                .allMatch(set -> {
                    int given =
                            Heads.count(
                                    approvals.stream()
                                            .filter(vote -> vote.heldBy(set.role(), rolesNow))
                                            .toList());
                    return given >= set.quorum() || isPassed(set, given, rolesNow, now);
                });
    }

    /// Whether one human still may pass over those approvers, of whom so many agree, and did.
    private boolean isPassed(
            ApproverSet set, int given, Function<Principal, Set<String>> rolesNow, Instant now) {
        return glass.filter(_ -> asked.approvers().contains(set))
                .filter(broken -> broken.passes(set, given, now))
                .map(BrokenGlass::breaker)
                .filter(human -> Human.mayApprove(human, requester()))
                .filter(human -> GlassRules.breaks(set, rolesNow.apply(human)))
                .isPresent();
    }
}
