package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who reviews broken glass, and what follows from what they find.
class GlassReviewTest extends GlassFixture {
    GlassReviewTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    @Test
    void anotherHumanReviewsItOnce() {
        var broken = book.broken("update 1");

        var review =
                GlassBook.reviewed(
                        book.review(
                                broken,
                                ANA,
                                DBA,
                                BrokenGlass.Verdict.NOT_JUSTIFIED,
                                " it was no emergency "));

        assertThat(review.reviewer()).isEqualTo(ANA);
        assertThat(review.note()).isEqualTo("it was no emergency");
        assertThat(review.at()).isEqualTo(clock.instant());
        assertThat(GlassBook.refused(other.review(broken, BEN, DBA)))
                .isEqualTo(Reviewed.Code.REVIEWED_ALREADY);
        assertThat(book.journal.heard).endsWith("not_justified " + broken.id());
        assertThat(book.glass.list(false, 10, r -> r)).isEmpty();
        assertThat(book.glass.list(true, 10, r -> r)).hasSize(1);
    }

    @Test
    void whatWasReleasedWithoutNeedDoesNotRunAnyMore() {
        var broken = book.broken("update 1");

        var _ = GlassBook.reviewed(book.foundWithoutNeed(broken));

        var found = desk.approvals.find(broken.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.CANCELLED);
        assertThat(found.ending().orElseThrow().by()).contains("user:ana");
        assertThat(found.glass().orElseThrow().review()).isPresent();
        assertThat(desk.journal.kinds()).endsWith(Kind.CANCELLED);
        assertThat(desk.approvals.claim(broken.id())).isEmpty();
        // It is a no like any other.
        assertThat(refused(book.breakGlass(desk.hold("update 1", NIGHT), BEN, ONCALL)))
                .isEqualTo(Decided.Code.SAID_NO);
    }

    @Test
    void whatRunsOrWasJustifiedIsLeftAlone() {
        var running = book.broken("update 1");
        var _ = desk.approvals.claim(running.id()).orElseThrow();
        var justified = book.broken("update 2");

        var _ = GlassBook.reviewed(book.foundWithoutNeed(running));
        var _ = GlassBook.reviewed(book.review(justified, ANA, DBA));

        assertThat(desk.approvals.find(running.id()).orElseThrow().state())
                .isEqualTo(State.EXECUTING);
        assertThat(desk.approvals.claim(justified.id())).isPresent();
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CANCELLED);
    }

    @Test
    void aReviewThatCannotTakeItBackIsNone() {
        var broken = book.broken("update 1");
        desk.journal.failing = Optional.of(Kind.CANCELLED);

        assertThatIllegalStateException().isThrownBy(() -> book.foundWithoutNeed(broken));

        var found = desk.approvals.find(broken.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.APPROVED);
        assertThat(found.glass().orElseThrow().review()).isEmpty();
    }

    @Test
    void neitherTheBreakerNorTheRequesterNorStrangersReview() {
        var broken = book.broken("update 1");

        assertThat(GlassBook.refused(book.review(broken, CORA, DBA)))
                .isEqualTo(Reviewed.Code.OWN_BREAKING);
        assertThat(GlassBook.refused(book.review(broken, Desk.human("Cora"), DBA)))
                .isEqualTo(Reviewed.Code.OWN_BREAKING);
        assertThat(GlassBook.refused(book.review(broken, OLGA, DBA)))
                .isEqualTo(Reviewed.Code.OWN_REQUEST);
        assertThat(GlassBook.refused(book.review(broken, AGENT, DBA)))
                .isEqualTo(Reviewed.Code.NOT_HUMAN);
        assertThat(GlassBook.refused(book.review(broken, ANA, ONCALL)))
                .isEqualTo(Reviewed.Code.NO_ROLE);
        assertThat(GlassBook.refused(book.review(desk.hold("update 2", NIGHT), ANA, DBA)))
                .isEqualTo(Reviewed.Code.NOT_FOUND);
        assertThat(
                        GlassBook.refused(
                                book.review(
                                        broken,
                                        ANA,
                                        DBA,
                                        BrokenGlass.Verdict.NOT_JUSTIFIED,
                                        " \u200b")))
                .isEqualTo(Reviewed.Code.WRONG_NOTE);
        assertThat(book.journal.refusals)
                .hasSize(7)
                .allMatch(refusal -> refusal.code().startsWith("REVIEW_"));
        assertThat(desk.approvals.find(broken.id()).orElseThrow().glass().orElseThrow().review())
                .isEmpty();
    }

    @Test
    void whoApprovedItDoesNotReviewIt() {
        var delegations = new DelegationBook(desk);
        var _ = delegations.given(ANA, BEN);
        var request = desk.hold("update 1", NIGHT);
        var _ = accepted(delegations.approve(request, BEN));
        var broken = accepted(book.breakGlass(request, CORA, ONCALL));

        for (var name : List.of("ana", "Ana", "ben")) {
            assertThat(GlassBook.refused(book.review(broken, Desk.human(name), DBA)))
                    .isEqualTo(Reviewed.Code.APPROVED_IT);
        }
        assertThat(
                        GlassBook.refused(
                                book.glass.review(
                                        broken.id(),
                                        ANA,
                                        DBA,
                                        true,
                                        Optional.empty(),
                                        Presence.WITH_KEY,
                                        BrokenGlass.Verdict.JUSTIFIED,
                                        "")))
                .isEqualTo(Reviewed.Code.APPROVED_IT);
        var _ = GlassBook.reviewed(book.review(broken, Desk.human("dan"), DBA));
    }

    /// Ana's word was given by Ben, whose next one, in Cora's place, stands where it stood.
    @Test
    void whoApprovedByADelegateDoesNotReviewThoughTheDelegateApprovedForAnother() {
        var night = List.of(new ApproverSet("dba", 3, Optional.of("oncall")));
        var delegations = new DelegationBook(desk);
        var byAna = delegations.given(ANA, BEN);
        var request = desk.hold("update 1", night);
        var _ = accepted(delegations.approve(request, BEN));
        var _ = delegations.end(ANA, byAna);
        var _ = delegations.given(CORA, BEN);
        var voted = accepted(delegations.approve(request, BEN));
        assertThat(voted.votes())
                .extracting(ApprovalRequest.Vote::by)
                .containsExactly("user:ben for user:cora");
        var broken = accepted(book.breakGlass(request, Desk.human("nick"), ONCALL));

        for (var name : List.of("ana", "Ana", "ben", "cora")) {
            var reviewer = Desk.human(name);
            assertThat(GlassBook.refused(other.review(broken, reviewer, DBA)))
                    .isEqualTo(Reviewed.Code.APPROVED_IT);
        }
        var dan = Desk.human("dan");
        delegations.makeApprover(dan, DBA);
        var rights = book.rights(delegations.rights);
        assertThat(rights.mayReview(ANA, broken)).isFalse();
        assertThat(rights.mayReview(dan, broken)).isTrue();
        var _ = GlassBook.reviewed(book.review(broken, dan, DBA));
    }

    @Test
    void whoApprovedBeforeThatWasKeptIsKnown() throws IOException {
        var delegations = new DelegationBook(desk);
        var _ = delegations.given(ANA, BEN);
        var request = desk.hold("update 1");
        var _ = accepted(delegations.approve(request, BEN));
        String script;
        try (var in =
                Objects.requireNonNull(
                        StateStore.class.getResourceAsStream("0013-who-approved.sql"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        var _ =
                desk.store.write(handle -> {
                    handle.execute("DROP TABLE approval_given");
                    return handle.createScript(script).execute();
                });

        for (var name : List.of("ana", "ben")) {
            assertThat(book.glass.hasGiven(request.id(), Human.of("user:" + name))).isTrue();
        }
        assertThat(book.glass.hasGiven(request.id(), Human.of("user:cora"))).isFalse();
    }

    @Test
    void whoAdministersReviewsWithoutTheRole() {
        var broken = book.broken("update 1");

        var answer =
                book.glass.review(
                        broken.id(),
                        ANA,
                        Set.of(),
                        true,
                        Optional.empty(),
                        Presence.WITH_KEY,
                        BrokenGlass.Verdict.JUSTIFIED,
                        "");

        assertThat(GlassBook.reviewed(answer).verdict()).isEqualTo(BrokenGlass.Verdict.JUSTIFIED);
    }

    @Test
    void anOldSessionReviewsNothing() {
        var broken = book.broken("update 1");
        var signedIn = new Presence.SignedIn(clock.instant());
        clock.advance(Duration.ofMinutes(5));

        for (var presence : List.of(signedIn, Presence.UNKNOWN)) {
            for (var verdict : BrokenGlass.Verdict.values()) {
                assertThat(GlassBook.refused(book.review(broken, ANA, DBA, presence, verdict, "x")))
                        .isEqualTo(Reviewed.Code.FRESH_SIGN_IN_NEEDED);
            }
        }
        assertThat(book.journal.refusals)
                .extracting(GlassJournal.RefusedGlass::code)
                .containsOnly("REVIEW_FRESH_SIGN_IN_NEEDED")
                .hasSize(4);
        assertThat(desk.approvals.find(broken.id()).orElseThrow().glass().orElseThrow().review())
                .isEmpty();

        var lately = new Presence.SignedIn(clock.instant().minusSeconds(299));
        var verdict = BrokenGlass.Verdict.JUSTIFIED;
        var _ = GlassBook.reviewed(book.review(broken, ANA, DBA, lately, verdict, ""));
    }
}
