package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.CallControl;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
@Timeout(60)
class ApprovalWaitTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock();
    private final String url;
    private final Desk desk;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ApprovalWaitTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
        desk.close();
    }

    @Test
    void decisionWakesTheWait() throws Exception {
        var request = desk.hold("update 1");
        var waiting = await(request);

        desk.decide(request, ANA, DBA, Verdict.APPROVE);

        assertThat(waiting.get().state()).isEqualTo(State.APPROVED);
        assertThat(desk.approvals.waiting()).isZero();
    }

    @Test
    void rejectionAndCancellationWakeTheWait() throws Exception {
        var rejected = desk.hold("update 1");
        var cancelled = desk.hold("update 2");
        var one = await(rejected);
        var two = await(cancelled);

        desk.decide(rejected, ANA, DBA, Verdict.REJECT);
        desk.approvals.cancel(cancelled.id(), AGENT, Set.of(), "");

        assertThat(one.get().state()).isEqualTo(State.REJECTED);
        assertThat(one.get().ending().orElseThrow().reason()).isEqualTo("because REJECT");
        assertThat(two.get().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void decisionInAnotherProcessIsSeenWithinThePoll() throws Exception {
        var request = desk.hold("update 1");
        var waiting = await(request);

        try (var other = new Desk(url, clock)) {
            other.decide(request, ANA, DBA, Verdict.APPROVE);

            assertThat(waiting.get(30, TimeUnit.SECONDS).state()).isEqualTo(State.APPROVED);
        }
    }

    @Test
    void expiryEndsTheWait() throws Exception {
        var request = desk.hold("update 1");
        var waiting = await(request);

        clock.advance(Duration.ofHours(1));

        assertThat(waiting.get(30, TimeUnit.SECONDS).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void halfAQuorumDoesNotEndTheWaitButTimeDoes() {
        var request = desk.hold("update 1", TWO_DBAS);
        desk.decide(request, ANA, DBA, Verdict.APPROVE);

        var found =
                desk.approvals.await(
                        request.id(), Duration.ofMillis(50), CallControl.uncancellable());

        assertThat(found.state()).isEqualTo(State.PENDING);
        assertThat(found.votes()).hasSize(1);
        assertThat(desk.approvals.waiting()).isZero();
    }

    @Test
    void decidedRequestIsNotWaitedFor() {
        var request = desk.holdApproved("update 1");

        assertThat(desk.approvals.await(request.id(), LONG, CallControl.uncancellable()).state())
                .isEqualTo(State.APPROVED);
        assertThat(
                        desk.approvals
                                .await(
                                        desk.hold("update 2").id(),
                                        Duration.ZERO,
                                        CallControl.uncancellable())
                                .state())
                .isEqualTo(State.PENDING);
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() ->
                        desk.approvals.await(
                                "apr_" + "a".repeat(26), LONG, CallControl.uncancellable()));
        assertThat(desk.approvals.waiting()).isZero();
    }

    @Test
    void cancelledCallStopsWaitingAndTheRequestStays() throws Exception {
        var request = desk.hold("update 1");
        var control = new Cancellable();
        var waiting = threads.submit(() -> desk.approvals.await(request.id(), LONG, control));

        control.cancel();

        assertThat(waiting.get().state()).isEqualTo(State.PENDING);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
        assertThat(desk.approvals.waiting()).isZero();
    }

    @Test
    void manyWaitsHoldNoPlatformThreads() throws Exception {
        var beans = ManagementFactory.getThreadMXBean();
        int before = beans.getThreadCount();
        var request = desk.hold("update 1");
        var waits = new ArrayList<Future<ApprovalRequest>>();
        for (int i = 0; i < 300; i++) {
            waits.add(await(request));
        }
        while (desk.approvals.waiting() < 300) {
            Thread.onSpinWait();
        }
        assertThat(beans.getThreadCount() - before).isLessThan(16);

        desk.decide(request, ANA, DBA, Verdict.APPROVE);

        for (var wait : waits) {
            assertThat(wait.get().state()).isEqualTo(State.APPROVED);
        }
        assertThat(desk.approvals.waiting()).isZero();
    }

    private Future<ApprovalRequest> await(ApprovalRequest request) {
        return threads.submit(
                () -> desk.approvals.await(request.id(), LONG, CallControl.uncancellable()));
    }

    private static final class Cancellable implements CallControl {
        private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

        void cancel() {
            cancelled.complete(true);
        }

        @Override
        public boolean cancelled() {
            return cancelled.isDone();
        }

        @Override
        public Registration onCancel(Runnable action) {
            var _ = cancelled.thenRun(action);
            return () -> {};
        }

        @Override
        public void progress(String message) {}
    }
}
