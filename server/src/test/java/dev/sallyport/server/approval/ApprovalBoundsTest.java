package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static dev.sallyport.server.approval.Desk.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// What keeps an agent from wearing its approvers, and the state database, down.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApprovalBoundsTest {
    private final TestClock clock = new TestClock();
    private final AtomicInteger told = new AtomicInteger();
    private final Desk desk;
    private final Approvals approvals;

    ApprovalBoundsTest(TestDatabase database, @TempDir Path directory) {
        desk =
                new Desk(
                        database.fresh(directory),
                        clock,
                        Desk.SETTINGS,
                        _ ->
                                (_, kind, _) -> {
                                    if (kind == Kind.REQUESTED) {
                                        var _ = told.incrementAndGet();
                                    }
                                });
        approvals = desk.approvals;
    }

    @AfterEach
    void close() {
        desk.close();
    }

    // --- asking and taking back

    private Requested ask(Principal requester, String sql) {
        return approvals.request(Desk.ask(requester, Desk.plan(sql), ONE_DBA));
    }

    private ApprovalRequest held(Requested requested) {
        return ((Requested.Held) requested).request();
    }

    private void askAndTakeBack(Principal by, String sql) {
        var request = held(ask(AGENT, sql));
        var _ = accepted(approvals.cancel(request.id(), by, Set.of(), ""));
    }

    @Test
    void whoAsksAndTakesBackAgainAndAgainIsNotPutBeforeHumansForAWhile() {
        for (int i = 0; i < 5; i++) {
            assertThat(told).hasValue(i);
            askAndTakeBack(AGENT, "update " + (i % 2));
            clock.advance(Duration.ofMinutes(2));
        }

        var sixth = ask(AGENT, "update other");

        assertThat(sixth)
                .isInstanceOfSatisfying(
                        Requested.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(Requested.Code.TAKING_BACK);
                            // A quarter of an hour after the last, at 09:08.
                            assertThat(refused.message())
                                    .isEqualTo(
                                            "you took back 5 requests for approval within 10 minutes;"
                                                    + " humans are not asked again before 2026-03-01T09:23:00Z");
                        });
        assertThat(told).hasValue(5);
        assertThat(approvals.list(Optional.of(State.PENDING), 10, r -> r)).isEmpty();

        clock.advance(Duration.ofMinutes(13).minusMillis(1));
        assertThat(ask(AGENT, "update other")).isInstanceOf(Requested.Refused.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(ask(AGENT, "update other")).isInstanceOf(Requested.Held.class);
        assertThat(told).hasValue(6);
    }

    @Test
    void oneMoreThatIsTakenBackInThePauseDoesNotEndIt() {
        var kept = held(ask(AGENT, "update kept"));
        for (int i = 0; i < 5; i++) {
            askAndTakeBack(AGENT, "update " + i);
        }
        clock.advance(Duration.ofMinutes(10).plusSeconds(2));
        var _ = accepted(approvals.cancel(kept.id(), AGENT, Set.of(), ""));

        assertThat(ask(AGENT, "update other")).isInstanceOf(Requested.Refused.class);
        clock.advance(Duration.ofMinutes(4).plusSeconds(57));
        assertThat(ask(AGENT, "update other")).isInstanceOf(Requested.Refused.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(AGENT, "update other")).isInstanceOf(Requested.Held.class);
    }

    @Test
    void whatIsRejectedForOneHumanKeepsNoOtherWaiting() {
        for (int i = 0; i < 3; i++) {
            var request = held(ask(AGENT, "update " + i));
            var _ =
                    accepted(
                            Desk.decide(
                                    approvals,
                                    request.id(),
                                    ANA,
                                    DBA,
                                    Verdict.REJECT,
                                    request.digest(),
                                    ""));
        }
        var forBen = Desk.agentFor(BEN);

        assertThat(ask(AGENT, "update 9")).isInstanceOf(Requested.Refused.class);
        assertThat(ask(forBen, "update 9")).isInstanceOf(Requested.Held.class);
    }

    @Test
    void thePauseIsForTheOneWhoTookBackAlone() {
        for (int i = 0; i < 5; i++) {
            askAndTakeBack(AGENT, "update " + i);
        }
        var forAna = Desk.agentFor(ANA);
        var other = new Principal("client:other", Principal.Kind.AGENT, Optional.empty(), Set.of());

        assertThat(ask(AGENT, "update 9")).isInstanceOf(Requested.Refused.class);
        assertThat(ask(forAna, "update 9")).isInstanceOf(Requested.Held.class);
        assertThat(ask(other, "update 9")).isInstanceOf(Requested.Held.class);
    }

    @Test
    void takenBackByTheHumanBehindCountsAsWell() {
        for (int i = 0; i < 5; i++) {
            askAndTakeBack(OLGA, "update " + i);
        }

        assertThat(ask(AGENT, "update 9")).isInstanceOf(Requested.Refused.class);
    }

    @Test
    void takenBackByTheHumanBehindCountsHoweverTheyAreWritten() {
        int asked = 0;
        for (int i = 0; i < 30; i++) {
            if (ask(AGENT, "update " + i) instanceof Requested.Held(var held, _)) {
                asked++;
                var by = Desk.human(i % 2 == 0 ? "Olga" : "OLGA");
                var _ = accepted(approvals.cancel(held.id(), by, Set.of(), ""));
            }
        }

        assertThat(asked).isEqualTo(5);
        assertThat(told).hasValue(5);
    }

    @Test
    void whatApproversTookBackAndWhatLapsedDoesNotCount() {
        for (int i = 0; i < 5; i++) {
            var request = held(ask(AGENT, "update " + i));
            var _ = accepted(approvals.cancel(request.id(), ANA, DBA, "wrong day"));
        }
        for (int i = 0; i < 5; i++) {
            var request = held(ask(AGENT, "update " + i));
            var lapsed = accepted(approvals.lapse(request.id(), "DENIED_POLICY_CHANGED"));
            assertThat(lapsed.state()).isEqualTo(State.CANCELLED);
            assertThat(lapsed.ending().orElseThrow().by()).isEmpty();
        }

        assertThat(ask(AGENT, "update 9")).isInstanceOf(Requested.Held.class);
    }

    @Test
    void whoTakesBackNowAndThenIsNotPaused() {
        for (int i = 0; i < 12; i++) {
            askAndTakeBack(AGENT, "update " + i);
            clock.advance(Duration.ofMinutes(3));
        }

        assertThat(ask(AGENT, "update 99")).isInstanceOf(Requested.Held.class);
    }

    @Test
    void whatIsOpenAlreadyIsStillAnsweredInThePause() {
        var open = held(ask(AGENT, "update open"));
        for (int i = 0; i < 5; i++) {
            askAndTakeBack(AGENT, "update " + i);
        }

        assertThat(ask(AGENT, "update open")).isEqualTo(new Requested.Held(open, false));
    }

    // --- what ended is forgotten in the end

    @Test
    void endedRequestsAreDeletedOnceTheirRetentionIsOver() {
        var rejected = desk.hold("update rejected");
        var _ = desk.decide(rejected, ANA, DBA, Verdict.REJECT);
        var cancelled = desk.hold("update cancelled");
        var _ = approvals.cancel(cancelled.id(), AGENT, Set.of(), "");
        var expired = desk.hold("update expired");
        var completed = desk.holdExecuting("update completed");
        var failed = desk.holdExecuting("update failed");
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        approvals.finish(completed.id(), Outcome.COMPLETED, reply, false);
        approvals.finish(failed.id(), Outcome.FAILED, reply, true);
        var running = desk.holdExecuting("update running");
        var riddle = desk.holdExecuting("update riddle");
        assertThat(approvals.markUnknown(riddle.id())).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(approvals.expireDue()).isEqualTo(1);

        clock.advance(Duration.ofDays(30).minusHours(1).minusMillis(1));
        var _ = approvals.expireDue();
        assertThat(approvals.forgetEnded()).isZero();
        clock.advance(Duration.ofHours(1).plusMillis(1));
        var pending = desk.hold("update pending");
        var approved = desk.holdApproved("update approved");

        assertThat(approvals.forgetEnded()).isEqualTo(5);

        for (var gone : List.of(rejected, cancelled, expired, completed, failed)) {
            assertThat(approvals.find(gone.id())).isEmpty();
        }
        for (var kept : List.of(running, riddle, pending, approved)) {
            assertThat(approvals.find(kept.id())).isPresent();
        }
        assertThat(votes()).isEqualTo(3);
        assertThat(approvals.forgetEnded()).isZero();
    }

    private int votes() {
        return desk.store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM approval_vote")
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aReplyThatIsKeptKeepsItsRequest() {
        var executing = desk.holdExecuting("update 1");
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        approvals.finish(executing.id(), Outcome.COMPLETED, reply, false);

        clock.advance(Duration.ofDays(31));
        assertThat(approvals.forgetEnded()).isZero();
        assertThat(approvals.find(executing.id()).orElseThrow().reply()).isPresent();

        var _ = approvals.expireDue();
        assertThat(approvals.forgetEnded()).isEqualTo(1);
    }

    @Test
    void aLongListIsForgottenInBatches() {
        var ids = new ArrayList<String>();
        desk.holdMany(450);
        clock.advance(Duration.ofHours(2));
        assertThat(approvals.expireDue()).isEqualTo(450);
        approvals.list(Optional.of(State.EXPIRED), 500, r -> r).forEach(r -> ids.add(r.id()));
        assertThat(ids).hasSize(450);

        clock.advance(Duration.ofDays(31));

        assertThat(approvals.forgetEnded()).isEqualTo(200);
        assertThat(approvals.forgetEnded()).isEqualTo(200);
        assertThat(approvals.forgetEnded()).isEqualTo(50);
        assertThat(approvals.count(false)).isZero();
    }

    @Test
    void aRequestIsKeptAtLeastAsLongAsItsReply() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Desk.SETTINGS.withRetention(Duration.ofHours(23)));
    }
}
