package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Verification;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.LogCheck.Begun;
import dev.sallyport.server.history.RecordedLog;
import dev.sallyport.server.state.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console has the log verified one time after the other, and everybody can see who wanted it.
@Timeout(60)
class LogCheckTest {

    private static final Principal ANA = Principal.human("ana", Set.of());
    private static final Principal BEN = Principal.human("ben", Set.of());

    @TempDir Path directory;

    private final TestClock clock = new TestClock();
    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final AtomicReference<CountDownLatch> held =
            new AtomicReference<>(new CountDownLatch(0));

    private RecordedLog log;

    @BeforeEach
    void open() throws IOException {
        log = new RecordedLog(directory);
        log.ran("A", "select 1");
    }

    @AfterEach
    void close() {
        log.close();
    }

    private final class Told implements LogCheckRecord {

        @Override
        public void asked(Principal by) {
            recorded.add(by.subject() + " asked");
        }

        /// In the thread that verifies, before that is over.
        @Override
        public void ended(Principal by, Optional<Verification> found) {
            thread.set(Thread.currentThread());
            try {
                held.get().await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            recorded.add(
                    by.subject()
                            + " "
                            + found.map(what -> what.getClass().getSimpleName()).orElse("failed"));
        }
    }

    private LogCheck check(LogCheckRecord record) {
        return new LogCheck(
                log.log,
                log.audit(),
                new FileCheckpointStore(directory.resolve("keys/checkpoint"))::read,
                java.util.Optional.empty(),
                record,
                clock);
    }

    private static void awaitEnd(LogCheck check) {
        while (check.state().running().isPresent()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aLogWhoseSecondPlaceIsEmptyIsNotSound() throws IOException {
        var _ = log.log.sync();
        Files.delete(directory.resolve("keys/checkpoint"));
        var check = check(new Told());

        var _ = check.start(ANA);
        awaitEnd(check);

        assertThat(recorded).endsWith(ANA.subject() + " Unreadable");
    }

    @Test
    void oneRunsAtATimeWhoeverAsks() {
        var check = check(new Told());
        held.set(new CountDownLatch(1));

        assertThat(check.start(ANA)).isEqualTo(new Begun.Now());
        for (int i = 0; i < 100; i++) {
            assertThat(check.start(BEN)).isEqualTo(new Begun.Already());
        }
        assertThat(check.state().running().orElseThrow().by()).isEqualTo(ANA.subject());
        held.get().countDown();
        awaitEnd(check);

        assertThat(recorded).containsExactly(ANA.subject() + " asked", ANA.subject() + " Sound");
        assertThat(check.state().last().orElseThrow().by()).isEqualTo(ANA.subject());
    }

    @Test
    void ofManyWhoAskAtOnceOneBeginsIt() throws InterruptedException {
        var check = check(new Told());
        held.set(new CountDownLatch(1));
        var together = new CyclicBarrier(16);
        var begun = new CopyOnWriteArrayList<Begun>();
        var askers =
                IntStream.range(0, 16)
                        .mapToObj(_ ->
                                Thread.ofPlatform()
                                        .start(() -> {
                                            try {
                                                together.await();
                                            } catch (InterruptedException
                                                    | BrokenBarrierException e) {
                                                throw new AssertionError(e);
                                            }
                                            begun.add(check.start(BEN));
                                        }))
                        .toList();
        for (var asker : askers) {
            asker.join();
        }
        held.get().countDown();
        awaitEnd(check);

        assertThat(begun).hasSize(16).containsOnlyOnce(new Begun.Now());
        assertThat(recorded).hasSize(2);
    }

    @Test
    void itRunsOnAPlatformThreadThatGivesWay() {
        var check = check(new Told());

        var _ = check.start(ANA);
        awaitEnd(check);

        assertThat(thread.get().isVirtual()).isFalse();
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().getPriority()).isEqualTo(Thread.MIN_PRIORITY);
    }

    @Test
    void theNextBeginsAMinuteAfterTheLastEnded() {
        var check = check(new Told());
        assertThat(check.pausedUntil()).isEmpty();
        var _ = check.start(ANA);
        awaitEnd(check);
        var next = clock.instant().plus(Duration.ofMinutes(1));

        assertThat(check.pausedUntil()).contains(next);
        assertThat(check.start(BEN)).isEqualTo(new Begun.TooSoon(next));
        clock.advance(Duration.ofMinutes(1).minusMillis(1));
        assertThat(check.start(BEN)).isEqualTo(new Begun.TooSoon(next));
        assertThat(recorded).hasSize(2);

        clock.advance(Duration.ofMillis(1));
        assertThat(check.pausedUntil()).isEmpty();
        assertThat(check.start(BEN)).isEqualTo(new Begun.Now());
        awaitEnd(check);
        assertThat(recorded).endsWith(BEN.subject() + " asked", BEN.subject() + " Sound");
    }

    @Test
    void whatCannotBePutOnRecordDoesNotBegin() {
        var refusing = new Told();
        var check =
                check(
                        new LogCheckRecord() {
                            private boolean once = true;

                            @Override
                            public void asked(Principal by) {
                                if (once) {
                                    once = false;
                                    throw new IllegalStateException("full");
                                }
                                refusing.asked(by);
                            }

                            @Override
                            public void ended(Principal by, Optional<Verification> found) {
                                refusing.ended(by, found);
                                throw new IllegalStateException("full");
                            }
                        });

        assertThatThrownBy(() -> check.start(ANA)).hasMessage("full");
        assertThat(check.state().running()).isEmpty();
        assertThat(recorded).isEmpty();

        assertThat(check.start(ANA)).isEqualTo(new Begun.Now());
        awaitEnd(check);
        assertThat(check.state().last().orElseThrow().found().orElseThrow())
                .as("told though its end could not be recorded")
                .isInstanceOf(Verification.Sound.class);
    }
}
