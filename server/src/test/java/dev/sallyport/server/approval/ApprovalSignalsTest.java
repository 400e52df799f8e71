package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.DBA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.CallControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Gate processes on one PostgreSQL hear of each other's decisions. Here nobody looks for an hour: what ends a wait is
/// the signal.
@Timeout(60)
class ApprovalSignalsTest {
    private static final Settings PATIENT = Desk.SETTINGS.withPoll(Duration.ofHours(1));

    private final TestClock clock = new TestClock();
    private final Desk one;
    private final Desk other;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ApprovalSignalsTest(@TempDir Path directory) {
        var url = TestDatabase.POSTGRESQL.fresh(directory);
        one = new Desk(url, clock, PATIENT.withInstance("one"));
        other = new Desk(url, clock, PATIENT.withInstance("other"));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
        one.close();
        other.close();
    }

    private Future<ApprovalRequest> await(ApprovalRequest request) {
        var waiting =
                threads.submit(() ->
                        one.approvals.await(
                                request.id(), Duration.ofMinutes(10), CallControl.uncancellable()));
        while (one.approvals.waiting() == 0) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    @Test
    void aDecisionElsewhereIsHeardAtOnce() throws Exception {
        var took = new ArrayList<Duration>();
        for (int i = 0; i < 20; i++) {
            var request = one.hold("update " + i);
            var waiting = await(request);
            long begun = System.nanoTime();
            other.decide(request, ANA, DBA, Verdict.APPROVE);

            assertThat(waiting.get(30, TimeUnit.SECONDS).state()).isEqualTo(State.APPROVED);
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        assertThat(took.stream().sorted().toList().get(10)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aCancellationAndAnExpiryAreHeardToo() throws Exception {
        var cancelled = await(one.hold("update 1"));
        var id = one.approvals.list(Optional.empty(), 1, r -> r).getFirst().id();
        other.approvals.cancel(id, AGENT, Set.of(), "");
        assertThat(cancelled.get().state()).isEqualTo(State.CANCELLED);

        var expired = await(one.hold("update 2"));
        clock.advance(Duration.ofHours(2));
        // Whoever looks first lets it expire.
        var _ = other.approvals.expireDue();
        assertThat(expired.get().state()).isEqualTo(State.EXPIRED);
    }

    /// The connection that listens ends while a decision is made. It comes back, and whoever waits looks then.
    @Test
    void whatWasSaidWhileNobodyListenedIsFoundAfterwards() throws Exception {
        var request = one.hold("update 1");
        var waiting = await(request);
        while (listening("count(pid)") == 0) {
            Thread.onSpinWait();
        }
        int ended = listening("count(pg_terminate_backend(pid))");
        other.decide(request, ANA, DBA, Verdict.APPROVE);

        assertThat(ended).isPositive();
        assertThat(waiting.get().state()).isEqualTo(State.APPROVED);
        // And it listens again.
        var next = one.hold("update 2");
        var again = await(next);
        other.decide(next, ANA, DBA, Verdict.REJECT);
        assertThat(again.get().state()).isEqualTo(State.REJECTED);
    }

    /// @param what to select of the connections that listen
    private int listening(String what) {
        return one.store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + what
                                        + " FROM pg_stat_activity WHERE application_name = 'sallyport signals'")
                        .mapTo(Integer.class)
                        .one());
    }
}
