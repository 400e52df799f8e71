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

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What humans did before keeps glass whole, for so long and no longer.
class GlassBarsTest extends GlassFixture {
    GlassBarsTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    @Test
    void aNoHoldsForAnHourThoughTheSameCallIsAskedForAgain() {
        var _ = accepted(desk.decide(desk.hold("update 1", NIGHT), ANA, DBA, Verdict.REJECT));
        var approvedFirst = desk.hold("update 2", List.of(new ApproverSet("dba", 1)));
        var _ = accepted(desk.decide(approvedFirst, ANA, DBA, Verdict.APPROVE));
        var _ = accepted(desk.approvals.cancel(approvedFirst.id(), BEN, DBA, "no"));
        clock.advance(GlassRules.NO_HOLDS);

        for (var sql : List.of("update 1", "update 2")) {
            var again = desk.hold(sql, NIGHT);
            assertThat(refused(book.breakGlass(again, CORA, ONCALL)))
                    .isEqualTo(Decided.Code.SAID_NO);
            assertThat(book.glass.earlier(CORA, again)).isPresent();
            assertThat(refused(other.breakGlass(again, BEN, ONCALL)))
                    .isEqualTo(Decided.Code.SAID_NO);
            assertThat(desk.approvals.find(again.id()).orElseThrow().state())
                    .isEqualTo(State.PENDING);
        }
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), CORA, ONCALL));
        clock.advance(Duration.ofMillis(1));
        var _ = accepted(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL));
        var _ = accepted(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL));
    }

    /// Olga is behind the agent; her provider writes her name as it likes.
    @Test
    void whatTheHumanBehindTookBackIsNoNoHoweverTheyAreWritten() {
        for (var name : List.of("Olga", "OLGA ", "ｏlga")) {
            var own = desk.hold("update 1", NIGHT);
            var _ = accepted(desk.approvals.cancel(own.id(), Desk.human(name), Set.of(), ""));
        }

        var _ = accepted(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL));
    }

    @Test
    void whatItsOwnRequesterTookBackIsNoNo() {
        var own = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.approvals.cancel(own.id(), AGENT, Set.of(), ""));
        var humans = desk.hold("update 1", NIGHT);
        var _ = accepted(desk.approvals.cancel(humans.id(), OLGA, Set.of(), ""));

        var _ = accepted(book.breakGlass(desk.hold("update 1", NIGHT), CORA, ONCALL));
    }

    @Test
    void whoBrokeItWithoutNeedBreaksNoneForADay() {
        var broken = book.broken("update 1");
        var _ = GlassBook.reviewed(book.foundWithoutNeed(broken));

        assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        clock.advance(DAY);
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), CORA, ONCALL));
    }

    @Test
    void oneHumanBreaksItNotAgainAndAgainUnreviewed() {
        for (int i = 0; i < GlassRules.WAITING_MAX; i++) {
            var _ = book.broken("update " + i);
        }

        assertThat(refused(book.breakGlass(desk.hold("update more", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
    }

    @Test
    void whatAwaitsItsReviewIsKeptUntilThen() {
        var broken = book.broken("update 1");
        var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
        clock.advance(Duration.ofDays(31));

        assertThat(desk.approvals.forgetEnded()).isZero();
        var _ = GlassBook.reviewed(book.review(broken, ANA, DBA));
        clock.advance(DAY);
        assertThat(desk.approvals.forgetEnded()).isEqualTo(1);
        assertThat(
                        desk.store.<Long>read(h ->
                                h.createQuery("SELECT COUNT(*) FROM approval_review")
                                        .mapTo(Long.class)
                                        .one()))
                .isZero();
    }

    @Test
    void aReviewThatComesLateBarsItsHumanForAsLong() {
        var broken = book.broken("update 1");
        var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
        clock.advance(Duration.ofDays(31));
        var _ = GlassBook.reviewed(book.foundWithoutNeed(broken));

        clock.advance(DAY.minusMillis(1));

        assertThat(desk.approvals.forgetEnded()).isZero();
        assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        clock.advance(Duration.ofMillis(1));
        assertThat(desk.approvals.forgetEnded()).isEqualTo(1);
    }

    @Test
    void aShortRetentionForgetsNoBar() {
        try (var forgetful = new Desk(url, clock, Desk.SETTINGS.withRetention(DAY))) {
            var broken = book.broken("update 1");
            var _ = accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), ""));
            clock.advance(Duration.ofHours(23));
            var _ = GlassBook.reviewed(book.foundWithoutNeed(broken));

            clock.advance(Duration.ofHours(23));

            assertThat(forgetful.approvals.forgetEnded()).isZero();
            assertThat(refused(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL)))
                    .isEqualTo(Decided.Code.REVIEW_OVERDUE);
            clock.advance(Duration.ofHours(1));
            assertThat(forgetful.approvals.forgetEnded()).isEqualTo(1);
        }
    }
}
