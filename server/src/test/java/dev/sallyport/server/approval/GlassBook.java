package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.BrokenGlass.Review;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One gate process's broken glass beside its held calls.
public final class GlassBook {
    /// Two DBAs must agree, or somebody on call breaks the glass.
    public static final List<ApproverSet> NIGHT =
            List.of(new ApproverSet("dba", 2, Optional.of("oncall")));

    public static final Set<String> ONCALL = Set.of("oncall");
    public static final String REASON = "the shop is down and nobody else answers";

    public final Glass glass;
    public final Journal journal = new Journal();
    private final Desk desk;

    public GlassBook(Desk desk) {
        this(desk, _ -> Announcer.NONE);
    }

    /// @param announcer hears of broken glass, with the desk's store
    public GlassBook(Desk desk, Function<StateStore, Announcer> announcer) {
        this.desk = desk;
        glass =
                new Glass(
                        desk.store,
                        desk.approvals,
                        journal,
                        announcer.apply(desk.store),
                        Desk.SETTINGS,
                        GrantBook::masked,
                        desk.clock);
    }

    public GlassRights rights(ApprovalRights rights) {
        return new GlassRights(glass, rights);
    }

    public static Ballot ballot(ApprovalRequest request, String reason) {
        return new Ballot(
                Verdict.APPROVE, request.digest(), reason, Optional.empty(), 0, Presence.WITH_KEY);
    }

    static Ballot accepting(Ballot ballot, int hidden) {
        return new Ballot(
                ballot.verdict(),
                ballot.digest(),
                ballot.reason(),
                ballot.keyId(),
                hidden,
                ballot.presence());
    }

    static Ballot by(Ballot ballot, String keyId) {
        return new Ballot(
                ballot.verdict(),
                ballot.digest(),
                ballot.reason(),
                Optional.of(keyId),
                ballot.hiddenAccepted(),
                ballot.presence());
    }

    public Decided breakGlass(ApprovalRequest request, Principal human, Set<String> roles) {
        return breakGlass(request, human, roles, REASON);
    }

    public Decided breakGlass(
            ApprovalRequest request, Principal human, Set<String> roles, String reason) {
        return glass.breakGlass(request.id(), human, roles, ballot(request, reason));
    }

    /// Broken by Cora, who is on call.
    public ApprovalRequest broken(String sql) {
        return Desk.accepted(breakGlass(desk.hold(sql, NIGHT), Desk.CORA, ONCALL));
    }

    public Reviewed review(ApprovalRequest request, Principal reviewer, Set<String> roles) {
        return review(request, reviewer, roles, BrokenGlass.Verdict.JUSTIFIED, "");
    }

    public Reviewed review(
            ApprovalRequest request,
            Principal reviewer,
            Set<String> roles,
            BrokenGlass.Verdict verdict,
            String note) {
        return review(request, reviewer, roles, Presence.WITH_KEY, verdict, note);
    }

    public Reviewed review(
            ApprovalRequest request,
            Principal reviewer,
            Set<String> roles,
            Presence presence,
            BrokenGlass.Verdict verdict,
            String note) {
        return glass.review(
                request.id(), reviewer, roles, false, Optional.empty(), presence, verdict, note);
    }

    /// Ana finds that there was no need.
    Reviewed foundWithoutNeed(ApprovalRequest request) {
        return review(request, Desk.ANA, Desk.DBA, BrokenGlass.Verdict.NOT_JUSTIFIED, "no need");
    }

    public static Review reviewed(Reviewed answer) {
        return switch (answer) {
            case Reviewed.Accepted(var request) ->
                    request.glass().flatMap(BrokenGlass::review).orElseThrow();
            case Reviewed.Refused refused -> throw new AssertionError(refused);
        };
    }

    public static Reviewed.Code refused(Reviewed answer) {
        return switch (answer) {
            case Reviewed.Accepted accepted -> throw new AssertionError(accepted);
            case Reviewed.Refused(var code, _) -> code;
        };
    }

    /// Keeps what it hears; fails when told to.
    public static final class Journal implements GlassJournal {
        public final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        public final List<RefusedGlass> refusals = Collections.synchronizedList(new ArrayList<>());
        public volatile boolean failing;

        @Override
        public void broken(ApprovalRequest request, BrokenGlass glass, Presence presence) {
            hear("broken " + request.id() + " by " + glass.breaker().subject());
        }

        @Override
        public void reviewed(ApprovalRequest request, BrokenGlass glass, Review review) {
            hear(review.verdict().text() + " " + request.id());
        }

        @Override
        public void overdue(ApprovalRequest request, BrokenGlass glass) {
            hear("overdue " + request.id());
        }

        private void hear(String what) {
            if (failing) {
                throw new IllegalStateException("the disk is full");
            }
            heard.add(what);
        }

        @Override
        public void refused(RefusedGlass refusal) {
            refusals.add(refusal);
        }
    }
}
