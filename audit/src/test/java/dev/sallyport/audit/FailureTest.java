package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.TestStorage.Fault;
import dev.sallyport.audit.Verification.Sound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold when the disk or the second place fails.
@Timeout(120)
final class FailureTest {

    @TempDir Path root;

    /// Ten records and three checkpoints, up to the first exception.
    private static void live(TestLog test, Storage storage, List<String> acknowledged) {
        try (var log = test.openWithBodies(storage)) {
            for (int i = 0; i < 10; i++) {
                var call = "c-" + acknowledged.size();
                append(log, call);
                acknowledged.add(call);
                if (i == 2 || i == 5) {
                    log.sync();
                }
            }
        } catch (AuditUnavailableException | AuditOpenException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void append(AuditLog log, String call) {
        log.append(AuditRecord.of(Stage.DENIED).callId(call).build(), BodyTest.body(call));
    }

    /// The calls on record, each of whose bodies opens.
    private static List<String> recorded(TestLog test) throws IOException {
        var calls = new ArrayList<String>();
        var reader = AuditReader.open(test.directory());
        var bodies = BodyReader.of(test.directory(), Optional.of(test.bodyKeys()));
        var query = new AuditQuery(AuditFilter.ALL, false, java.util.OptionalLong.empty(), 1000);
        for (var record : reader.page(query).records()) {
            var call = record.record().callId().orElseThrow();
            assertThat(bodies.open(record))
                    .isInstanceOfSatisfying(
                            BodyReader.Opened.Body.class,
                            body -> assertThat(body.json()).contains("\"" + call + "\""));
            calls.add(call);
        }
        return calls;
    }

    static Stream<Arguments> faults() {
        // From its birth, and across the border of a tile.
        return Stream.of(0, 251)
                .flatMap(n -> Stream.of(Fault.values()).map(fault -> Arguments.of(n, fault)));
    }

    /// Every operation on the disk in turn.
    @ParameterizedTest
    @MethodSource("faults")
    void whateverFailsNothingAcknowledgedIsLostAndTheLogOpensAgain(int records, Fault fault)
            throws IOException {
        var before = new TestLog(root.resolve("before"));
        var calls = new ArrayList<String>();
        if (records > 0) {
            try (var log = before.openWithBodies()) {
                for (int i = 0; i < records; i++) {
                    calls.add("c-" + i);
                    append(log, "c-" + i);
                }
            }
        } else {
            Files.createDirectories(before.root());
        }
        int operations = operations(before, calls);
        int faults = 0;

        for (int at = 0; at < operations; at++) {
            var test = new TestLog(root.resolve("at-" + at));
            TestLog.copy(before.root(), test.root());
            var acknowledged = new ArrayList<>(calls);
            var storage = TestStorage.failingFrom(at, fault);

            live(test, storage, acknowledged);

            faults += storage.faulted().isEmpty() ? 0 : 1;
            test.openWithBodies().close();
            assertThat(test.verifyAgainstMirror())
                    .as("at %d: %s", at, storage.faulted())
                    .isInstanceOf(Sound.class);
            var recorded = recorded(test);
            assertThat(recorded)
                    .as("at %d: %s", at, storage.faulted())
                    .hasSizeBetween(acknowledged.size(), acknowledged.size() + 1);
            assertThat(recorded.subList(0, acknowledged.size())).isEqualTo(acknowledged);
        }
        // How many records one checkpoint takes is a matter of time, so the last few may not be
        // reached.
        assertThat(faults).isGreaterThan(50);
    }

    private int operations(TestLog before, List<String> calls) {
        var test = new TestLog(root.resolve("counted"));
        TestLog.copy(before.root(), test.root());
        var storage = TestStorage.withoutSyncs();
        live(test, storage, new ArrayList<>(calls));
        return storage.operations();
    }

    @Test
    void afterAFailedSyncNothingIsTakenUntilTheLogIsOpenedAnew() {
        var test = new TestLog(root);
        test.open().close();
        var storage = TestStorage.withoutSyncs();
        int before;
        try (var log = test.open(storage)) {
            before = storage.operations();
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));
        }

        // An append is a write and a sync; the second sync fails.
        var failing = TestStorage.failingFrom(before + 3, Fault.FAILS);
        try (var log = test.open(failing)) {
            log.append(TestLog.call(Stage.RECEIVED, "c-1"));
            assertThatThrownBy(() -> log.append(TestLog.call(Stage.RECEIVED, "c-2")))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThatThrownBy(() -> log.append(TestLog.call(Stage.RECEIVED, "c-3")))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThat(log.available()).isFalse();
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
        }

        try (var log = test.open()) {
            assertThat(log.append(TestLog.call(Stage.RECEIVED, "c-4"))).isBetween(2L, 3L);
        }
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
    }

    @Test
    void aClosedLogTakesNothing() {
        var log = new TestLog(root).open();
        log.close();
        log.close();

        assertThatThrownBy(() -> log.append(TestLog.call(Stage.RECEIVED, "c-0")))
                .isInstanceOf(AuditUnavailableException.class);
    }

    /// A second place that is out of reach, or forgets to answer, on demand.
    private static final class FlakyStore implements CheckpointStore {

        private Optional<String> stored = Optional.empty();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean unreachable;
        private volatile boolean silent;

        @Override
        public synchronized Optional<String> read() throws IOException {
            if (unreachable) {
                throw new IOException("out of reach");
            }
            return stored;
        }

        @Override
        public synchronized boolean compareAndSwap(Optional<String> expected, String next)
                throws IOException {
            calls.incrementAndGet();
            if (unreachable) {
                throw new IOException("out of reach");
            }
            if (!stored.equals(expected)) {
                return false;
            }
            stored = Optional.of(next);
            if (silent) {
                silent = false;
                throw new IOException("stored, but nobody says so");
            }
            return true;
        }

        synchronized void replace(String note) {
            stored = Optional.of(note);
        }
    }

    private AuditLog open(TestLog test, CheckpointStore store) {
        var options = test.options(store).withCheckpointEvery(java.time.Duration.ofMillis(1));
        return AuditLog.open(test.directory(), options, TestStorage.withoutSyncs());
    }

    private static void awaitSigned(AuditLog log, long size) {
        while (log.checkpoint().size() < size) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSyncAnswersWhenTheSecondPlaceIsOutOfReach() {
        var store = new FlakyStore();
        try (var log = open(new TestLog(root), store)) {
            store.unreachable = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));

            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
            assertThat(log.available()).isTrue();
        }
    }

    @Test
    void recordsAreTakenWhileTheSecondPlaceIsOutOfReachAndSignedAfter() throws IOException {
        var test = new TestLog(root);
        var store = new FlakyStore();
        try (var log = open(test, store)) {
            store.unreachable = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));
            int calls = store.calls.get();
            while (store.calls.get() < calls + 2) {
                Thread.onSpinWait();
            }
            assertThat(log.checkpoint().size()).isZero();
            log.append(TestLog.call(Stage.RECEIVED, "c-1"));

            store.unreachable = false;

            awaitSigned(log, 2);
        }
        assertThat(AuditReader.open(test.directory()).checkpoint().size()).isEqualTo(2);
    }

    @Test
    void aSwapThatTookEffectUnseenIsNoConflict() {
        var test = new TestLog(root);
        var store = new FlakyStore();
        try (var log = open(test, store)) {
            store.silent = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));

            awaitSigned(log, 1);
            assertThat(store.silent).isFalse();
            log.append(TestLog.call(Stage.RECEIVED, "c-1"));
            assertThat(log.sync().size()).isEqualTo(2);
        }
    }

    @Test
    void aSwapThatTookEffectUnseenBeforeAnOutageIsNoConflictEither() {
        var test = new TestLog(root);
        var store = new FlakyStore();
        var options = test.options(store);
        try (var log = AuditLog.open(test.directory(), options, TestStorage.withoutSyncs())) {
            store.silent = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
            store.unreachable = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-1"));
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
            log.append(TestLog.call(Stage.RECEIVED, "c-2"));
            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);

            store.unreachable = false;

            assertThat(log.sync().size()).isEqualTo(3);
        }
    }

    @Test
    void aCheckpointThatSomebodyElseStoredEndsTheLog() {
        var test = new TestLog(root);
        var store = new FlakyStore();
        try (var log = open(test, store)) {
            store.replace("somebody else's");
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));

            assertThatThrownBy(log::sync).isInstanceOf(AuditUnavailableException.class);
            assertThat(log.available()).isFalse();
        }
    }

    @Test
    void aLogThatIsClosedWhileTheSecondPlaceIsOutOfReachIsSignedWhenItOpensNext() {
        var test = new TestLog(root);
        var store = new FlakyStore();
        try (var log = open(test, store)) {
            store.unreachable = true;
            log.append(TestLog.call(Stage.RECEIVED, "c-0"));
        }
        store.unreachable = false;

        try (var log = open(test, store)) {
            assertThat(log.checkpoint().size()).isEqualTo(1);
        }
    }
}
