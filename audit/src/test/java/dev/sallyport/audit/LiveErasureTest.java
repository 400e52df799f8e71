package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that are erased while the log goes on.
@Timeout(120)
final class LiveErasureTest {

    private static final int WRITERS = 64;
    private static final int RECORDS_EACH = 60;
    private static final int ERASURES = 5;

    @TempDir Path root;

    private static Erased erase(AuditLog log, SortedSet<BodyKeyId> ids, String reason) {
        return log.eraseBodies(ids, "user:ana", Optional.empty(), reason);
    }

    private static long append(AuditLog log, String call) {
        return log.append(TestLog.call(Stage.INTENT, call), BodyTest.body(call));
    }

    private static Opened open(TestLog test, long index) throws IOException {
        return BodyReader.of(test.directory(), Optional.of(test.bodyKeys()))
                .open(AuditReader.open(test.directory()).get(index).orElseThrow());
    }

    @Test
    void underLoadNothingAcknowledgedIsLost() throws Exception {
        var test = new TestLog(root);
        var acknowledged = new TreeMap<Long, String>();
        var erasures = new ArrayList<Erased.Done>();
        try (var log = test.openSynced();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            append(log, "first");
            var begun = new CountDownLatch(WRITERS);
            var writers = new ArrayList<Callable<TreeMap<Long, String>>>();
            for (int w = 0; w < WRITERS; w++) {
                var name = "w" + w + "-";
                writers.add(() -> {
                    var mine = new TreeMap<Long, String>();
                    for (int i = 0; i < RECORDS_EACH; i++) {
                        mine.put(append(log, name + i), name + i);
                        begun.countDown();
                    }
                    return mine;
                });
            }
            var running = writers.stream().map(threads::submit).toList();
            begun.await();
            for (int e = 0; e < ERASURES; e++) {
                erasures.add((Erased.Done) erase(log, log.bodyKeys(), "case " + e));
            }
            for (var writer : running) {
                acknowledged.putAll(writer.get());
            }
            assertThat(log.available()).isTrue();
            append(log, "last");
        }

        assertThat(acknowledged).hasSize(WRITERS * RECORDS_EACH);
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
        var reader = AuditReader.open(test.directory());
        var bodies = BodyReader.of(test.directory(), Optional.of(test.bodyKeys()));
        int erased = 0;
        for (var each : acknowledged.entrySet()) {
            var record = reader.get(each.getKey()).orElseThrow();
            assertThat(record.record().callId()).contains(each.getValue());
            boolean gone = each.getKey() < erasures.getLast().index();
            erased += gone ? 1 : 0;
            assertThat(bodies.open(record))
                    .as("record %s", each.getKey())
                    .isInstanceOf(gone ? Opened.Erased.class : Opened.Body.class);
        }
        assertThat(erased).isPositive();
        assertThat(erasures).extracting(one -> one.keys().size()).containsOnly(1);
    }

    @Test
    void ofTwoThatEraseTheSameKeyOneDoes() throws Exception {
        var test = new TestLog(root);
        try (var log = test.openSynced();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            append(log, "a");
            var ids = log.bodyKeys();
            var both =
                    List.of(
                            threads.submit(() -> erase(log, ids, "one")),
                            threads.submit(() -> erase(log, ids, "two")));
            var results = List.of(both.get(0).get(), both.get(1).get());

            assertThat(results)
                    .hasAtLeastOneElementOfType(Erased.Done.class)
                    .hasAtLeastOneElementOfType(Erased.NotThere.class);
            assertThat(erase(log, ids, "three")).isInstanceOf(Erased.NotThere.class);
            var more = new TreeSet<>(ids);
            more.addAll(log.bodyKeys());
            assertThat(erase(log, more, "four"))
                    .isInstanceOfSatisfying(
                            Erased.Done.class,
                            done -> assertThat(done.keys()).doesNotContainAnyElementsOf(ids));
            assertThat(log.available()).isTrue();
        }
        assertThat(BodyReader.erasures(test.directory())).hasSize(2);
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "half \uD800 a pair",
                "\uDC00",
                "\u0000\u0001\u001B[31m \u202E \" \\ \n",
                "{\"keys\":\"2020-01.1\"}",
                "⟦masked:card⟧"
            })
    void aHostileReasonEndsNoLog(String reason) throws IOException {
        var test = new TestLog(root);
        boolean recordable = reason.chars().noneMatch(c -> Character.isSurrogate((char) c));
        try (var log = test.openSynced()) {
            append(log, "a");
            if (recordable) {
                assertThat(erase(log, log.bodyKeys(), reason)).isInstanceOf(Erased.Done.class);
            } else {
                refused(test, log, log.bodyKeys(), reason);
            }
            append(log, "b");
        }

        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(BodyReader.erasures(test.directory()))
                .extracting(Erasure::reason)
                .isEqualTo(recordable ? List.of(reason) : List.of());
    }

    private static void refused(TestLog test, AuditLog log, SortedSet<BodyKeyId> ids, String reason)
            throws IOException {
        var before = log.size();
        assertThatThrownBy(() -> erase(log, ids, reason))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(log.available()).isTrue();
        assertThat(log.size()).isEqualTo(before);
        assertThat(new BodyKeys(test.bodyKeys(), TestLog.ORIGIN, new DiskStorage()).erasing())
                .isEmpty();
    }

    @Test
    void whatNoRecordCanSayIsNotBegun() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            append(log, "a");
            refused(test, log, log.bodyKeys(), "x".repeat(AuditLog.RECORD_BYTES_MAX));
            refused(test, log, log.bodyKeys(), "\u0001".repeat(AuditLog.RECORD_BYTES_MAX / 6));
            refused(test, log, new TreeSet<>(), "none");
            var many = new TreeSet<BodyKeyId>();
            for (int i = 1; i <= AuditLog.ERASED_KEYS_MAX + 1; i++) {
                many.add(new BodyKeyId(log.bodyKeys().getFirst().month(), i));
            }
            refused(test, log, many, "too many");
            many.remove(many.getLast());
            assertThat(erase(log, many, "as many as there can be")).isInstanceOf(Erased.Done.class);
        }
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    /// The second place of the checkpoint, which can be away.
    private static final class Away implements CheckpointStore {
        private final CheckpointStore store;
        private final AtomicBoolean away = new AtomicBoolean();

        Away(CheckpointStore store) {
            this.store = store;
        }

        @Override
        public Optional<String> read() throws IOException {
            return store.read();
        }

        @Override
        public boolean compareAndSwap(Optional<String> expected, String note) throws IOException {
            if (away.get()) {
                throw new IOException("away");
            }
            return store.compareAndSwap(expected, note);
        }
    }

    @Test
    void whatCannotBeSignedIsNotBegunAndEndsNoLog() throws IOException {
        var test = new TestLog(root);
        var second = new Away(test.store(TestStorage.withoutSyncs()));
        try (var log =
                AuditLog.open(
                        test.directory(),
                        test.options(second).withBodies(true),
                        TestStorage.withoutSyncs())) {
            append(log, "a");
            var ids = log.bodyKeys();
            second.away.set(true);

            assertThatThrownBy(() -> erase(log, ids, "now"))
                    .isInstanceOf(AuditUnavailableException.class)
                    .hasMessageContaining("second place");

            assertThat(log.available()).isTrue();
            assertThat(log.bodyKeys()).isEqualTo(ids);
            second.away.set(false);
            assertThat(erase(log, ids, "later")).isInstanceOf(Erased.Done.class);
        }
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
    }

    @Test
    void keysThatOthersCanReadEndNoLog() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            append(log, "a");
            var ids = log.bodyKeys();
            var own = Files.getPosixFilePermissions(test.bodyKeys());
            Files.setPosixFilePermissions(
                    test.bodyKeys(), PosixFilePermissions.fromString("rwxr-x---"));

            assertThatThrownBy(() -> erase(log, ids, "now")).isInstanceOf(AuditOpenException.class);

            assertThat(log.available()).isTrue();
            Files.setPosixFilePermissions(test.bodyKeys(), own);
            assertThat(erase(log, ids, "later")).isInstanceOf(Erased.Done.class);
        }
    }

    @Test
    void aLogThatFailedErasesNothing() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            append(log, "a");
            var ids = log.bodyKeys();
            Files.move(test.directory(), root.resolve("away"));
            assertThat(log.available()).isFalse();

            assertThatThrownBy(() -> erase(log, ids, "now"))
                    .isInstanceOf(AuditUnavailableException.class);

            Files.move(root.resolve("away"), test.directory());
        }
        test.openSynced().close();
        assertThat(open(test, 0)).isInstanceOf(Opened.Body.class);
    }

    /// A walk that is under way has read the checkpoint from before, and comes to bodies that are gone since.
    @Test
    void anErasureMeanwhileIsNoFault() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            for (int i = 0; i < 300; i++) {
                log.append(TestLog.call(Stage.RECEIVED, "r-" + i));
            }
            append(log, "a");
            log.sync();
            var once = new AtomicBoolean();

            var found =
                    AuditVerifier.verify(
                            test.directory(),
                            Optional.empty(),
                            (done, all) -> {
                                if (once.compareAndSet(false, true)) {
                                    erase(log, keysOf(log), "meanwhile");
                                }
                            });

            assertThat(once).isTrue();
            assertThat(found).isInstanceOf(Sound.class);
        }
    }

    private static SortedSet<BodyKeyId> keysOf(AuditLog log) {
        try {
            return log.bodyKeys();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aBodyThatIsJustMissingIsStillAFault() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            append(log, "a");
            erase(log, log.bodyKeys(), "the first");
            append(log, "b");
            log.sync();
            Files.delete(BodyFiles.file(test.directory(), log.bodyKeys().getFirst()));

            assertThat(test.verify()).isInstanceOf(Tampered.class);
        }
    }

    @Test
    void everyKeyIsListedWithWhatBecameOfIt() throws IOException {
        var test = new TestLog(root);
        try (var log = test.openSynced()) {
            append(log, "a");
            var first = log.bodyKeys().getFirst();
            long bytes = log.everyBodyKey().getFirst().bytes();
            erase(log, log.bodyKeys(), "");
            append(log, "b");
            var second = log.bodyKeys().getFirst();

            assertThat(bytes).isPositive();
            assertThat(log.everyBodyKey())
                    .extracting(BodyKeyFound::id, BodyKeyFound::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(first, BodyKeyFound.State.ERASED),
                            org.assertj.core.groups.Tuple.tuple(second, BodyKeyFound.State.IN_USE));
            assertThat(log.everyBodyKey().getFirst().bytes()).isZero();
        }
        try (var log = test.open()) {
            assertThat(log.everyBodyKey().getLast().state()).isEqualTo(BodyKeyFound.State.KEPT);
            Files.delete(test.bodyKeys().resolve(log.everyBodyKey().getLast().id().toString()));
            assertThat(log.everyBodyKey().getLast().state()).isEqualTo(BodyKeyFound.State.LOST);
        }
    }
}
