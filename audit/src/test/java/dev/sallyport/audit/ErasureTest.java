package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.audit.TestStorage.Fault;
import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is left when a data key is destroyed.
@Timeout(120)
final class ErasureTest {

    @TempDir Path root;

    private static void append(AuditLog log, int first, int count) {
        for (int i = first; i < first + count; i++) {
            log.append(TestLog.call(Stage.INTENT, "c-" + i), BodyTest.body("c-" + i));
        }
    }

    private static TestLog withBodies(Path root, int count) {
        var test = new TestLog(root);
        try (var log = test.openWithBodies()) {
            append(log, 0, count);
        }
        return test;
    }

    private static SortedSet<BodyKeyId> all(AuditLog log) {
        try {
            return log.bodyKeys();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long erase(TestLog test) {
        try (var log = test.open()) {
            return erase(log, "asked for by a customer");
        }
    }

    private static long erase(AuditLog log, String reason) {
        var erased = log.eraseBodies(all(log), "os:root", Optional.empty(), reason);
        assertThat(erased).isInstanceOf(Erased.Done.class);
        return ((Erased.Done) erased).index();
    }

    private static Opened open(TestLog test, long index, Path keys) throws IOException {
        return BodyReader.of(test.directory(), Optional.of(keys))
                .open(AuditReader.open(test.directory()).get(index).orElseThrow());
    }

    private static BodyKeys keys(TestLog test) {
        return new BodyKeys(test.bodyKeys(), TestLog.ORIGIN, new DiskStorage());
    }

    @Test
    void theLogStillVerifiesAndTheBodiesCannotBeOpened() throws IOException {
        var test = withBodies(root.resolve("log"), 300);
        var id = keys(test).there().getFirst();
        TestLog.copy(BodyFiles.directory(test.directory()), root.resolve("bodies-before"));

        assertThat(erase(test)).isEqualTo(300);

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Sound.class,
                        sound ->
                                assertThat(sound.notes())
                                        .containsExactly(
                                                "0 bodies are the ones that were recorded; 300 more"
                                                        + " were erased, on record"));
        for (int i = 0; i < 300; i += 13) {
            assertThat(open(test, i, test.bodyKeys()))
                    .isInstanceOfSatisfying(
                            Opened.Erased.class,
                            erased -> {
                                assertThat(erased.erasure().index()).isEqualTo(300);
                                assertThat(erased.erasure().by()).isEqualTo("os:root");
                                assertThat(erased.erasure().reason())
                                        .isEqualTo("asked for by a customer");
                            });
        }
        assertThat(keys(test).find(id)).isEmpty();
        assertThat(BodyFiles.file(test.directory(), id)).doesNotExist();

        // Whoever has kept the ciphertext has kept nothing.
        Files.copy(
                root.resolve("bodies-before").resolve(id.toString()),
                BodyFiles.file(test.directory(), id));
        assertThat(open(test, 0, test.bodyKeys())).isInstanceOf(Opened.Erased.class);
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void theMonthGoesOnUnderAnotherKey() throws IOException {
        var test = withBodies(root, 2);
        var first = keys(test).there().getFirst();
        erase(test);

        try (var log = test.openWithBodies()) {
            append(log, 2, 2);
        }

        var second = new BodyKeyId(first.month(), 2);
        assertThat(keys(test).there()).containsExactly(second);
        assertThat(open(test, 0, test.bodyKeys())).isInstanceOf(Opened.Erased.class);
        assertThat(open(test, 3, test.bodyKeys())).isInstanceOf(Opened.Body.class);
        assertThat(test.verify()).isInstanceOf(Sound.class);
        erase(test);
        try (var log = test.openWithBodies()) {
            append(log, 4, 1);
        }
        assertThat(keys(test).there()).containsExactly(new BodyKeyId(first.month(), 3));
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void aRunningLogGoesOnUnderAnotherKey() throws Exception {
        var test = new TestLog(root);
        var appended = new AtomicInteger();
        try (var log = test.openWithBodies()) {
            append(log, 0, 1);
            var threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                int first = 1000 * (t + 1);
                threads[t] =
                        Thread.ofVirtual()
                                .start(() -> {
                                    append(log, first, 100);
                                    appended.addAndGet(100);
                                });
            }
            erase(log, "");
            for (var thread : threads) {
                thread.join();
            }
            append(log, 1, 1);
        }

        assertThat(appended).hasValue(400);
        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(open(test, 0, test.bodyKeys())).isInstanceOf(Opened.Erased.class);
        assertThat(open(test, 402, test.bodyKeys())).isInstanceOf(Opened.Body.class);
        assertThat(keys(test).there()).map(BodyKeyId::number).containsExactly(2);
    }

    @Test
    void aLostKeyCanBePutOnRecordAndTheGateGoesOn() throws IOException {
        var test = withBodies(root, 1);
        var id = keys(test).there().getFirst();
        Files.delete(test.bodyKeys().resolve(id.toString()));
        assertThatThrownBy(test::openWithBodies).isInstanceOf(AuditOpenException.class);

        erase(test);

        try (var log = test.openWithBodies()) {
            append(log, 1, 1);
        }
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void aKeyThatComesBackFromABackupIsNotUsedAgain() throws IOException {
        var test = withBodies(root.resolve("log"), 1);
        var id = keys(test).there().getFirst();
        TestLog.copy(test.bodyKeys(), root.resolve("keys-before"));
        erase(test);
        TestLog.delete(test.bodyKeys());
        TestLog.copy(root.resolve("keys-before"), test.bodyKeys());

        try (var log = test.openWithBodies()) {
            append(log, 1, 1);
        }

        assertThat(AuditReader.open(test.directory()).get(2).orElseThrow().blob())
                .map(Blob::key)
                .contains(new BodyKeyId(id.month(), 2));
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void anErasureExcusesNoBodyOfALaterRecord() throws IOException {
        var test = withBodies(root, 1);
        var id = keys(test).there().getFirst();
        try (var log = test.openWithBodies()) {
            log.append(Erasure.record(new TreeSet<>(List.of(id)), "os:eve", Optional.empty(), ""));
            append(log, 1, 1);
        }

        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(Kind.BODY_AFTER_ERASURE);
                            assertThat(tampered.index()).hasValue(2);
                        });
    }

    @Test
    void anErasureOfOneKeyExcusesNoOther() throws IOException {
        var test = withBodies(root, 1);
        erase(test);
        try (var log = test.openWithBodies()) {
            append(log, 1, 1);
        }
        var second = keys(test).there().getFirst();
        Files.delete(BodyFiles.file(test.directory(), second));

        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(Kind.BODY_MISSING);
                            assertThat(tampered.index()).hasValue(2);
                        });
    }

    /// Every operation on the disk in turn: either nothing is on record and nothing is gone, or it is on record and, once
    /// the log was opened again, finished.
    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverFailsNothingIsGoneThatIsNotOnRecord(Fault fault) throws IOException {
        var before = withBodies(root.resolve("before"), 3);
        var id = keys(before).there().getFirst();
        int unrecorded = 0;
        int finished = 0;

        int at = 0;
        for (boolean faulted = true; faulted; at++) {
            var test = new TestLog(root.resolve("at-" + at));
            TestLog.copy(before.root(), test.root());
            var storage = TestStorage.failingFrom(at, fault);
            try (var log = test.open(storage)) {
                var _ = log.eraseBodies(all(log), "os:root", Optional.empty(), "");
            } catch (AuditUnavailableException | AuditOpenException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            faulted = !storage.faulted().isEmpty();
            var when = "at " + at + ": " + storage.faulted();

            test.openWithBodies().close();

            assertThat(test.verifyAgainstMirror()).as(when).isInstanceOf(Sound.class);
            var opened = open(test, 0, test.bodyKeys());
            if (BodyReader.erasures(test.directory()).isEmpty()) {
                unrecorded++;
                assertThat(opened).as(when).isInstanceOf(Opened.Body.class);
                assertThat(keys(test).there()).as(when).containsExactly(id);
            } else {
                finished++;
                assertThat(opened).as(when).isInstanceOf(Opened.Erased.class);
                assertThat(keys(test).there()).as(when).doesNotContain(id);
                assertThat(BodyFiles.file(test.directory(), id)).as(when).doesNotExist();
            }
            assertThat(keys(test).erasing()).as(when).isEmpty();
        }
        assertThat(unrecorded).isGreaterThan(5);
        assertThat(finished).isGreaterThan(5);
    }

    /// What whoever can write in the log's directory can do: a checksum is no signature.
    private static void inventErasure(TestLog test, SortedSet<BodyKeyId> ids) throws IOException {
        var directory =
                LogDirectory.opened(test.directory(), test.directory().resolve(AuditLog.LOCK));
        long size = AuditReader.open(test.directory()).checkpoint().size();
        var record =
                RecordJson.write(
                        Erasure.record(ids, "os:root", Optional.empty(), "retention"),
                        TestLog.ORIGIN,
                        size,
                        Instant.EPOCH);
        try (var wal = new WalWriter(directory, new DiskStorage(), TestLog.ORIGIN, size)) {
            wal.write(List.of(new Entry(size, record, Optional.empty())));
        }
    }

    @Test
    void whatNobodySignedExcusesNoMissingBody() throws IOException {
        var test = withBodies(root.resolve("log"), 20);
        var ids = keys(test).there();
        for (var id : ids) {
            Files.delete(BodyFiles.file(test.directory(), id));
            Files.createFile(BodyFiles.erased(test.directory(), id));
        }
        inventErasure(test, ids);

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        found -> assertThat(found.kind()).isEqualTo(Kind.BODY_MISSING));
        assertThat(BodyReader.erasures(test.directory())).isEmpty();
        assertThatThrownBy(test::openWithBodies)
                .isInstanceOf(AuditOpenException.class)
                .hasMessageContaining("was erased, and this gate did not begin that");
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Tampered.class);
    }

    @Test
    void aKeyThatComesBackFromABackupIsDestroyedAgain() throws IOException {
        var test = withBodies(root.resolve("log"), 3);
        TestLog.copy(test.bodyKeys(), root.resolve("backup"));
        var id = keys(test).there().getFirst();
        erase(test);
        Files.copy(
                root.resolve("backup").resolve(id.toString()),
                test.bodyKeys().resolve(id.toString()));

        test.open().close();

        assertThat(keys(test).there()).isEmpty();
        assertThat(keys(test).erased(id)).isTrue();
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
    }

    @Test
    void aNumberBeyondAllKeysIsSaid() throws IOException {
        var test = withBodies(root.resolve("log"), 1);
        var last = new BodyKeyId(keys(test).there().getFirst().month(), BodyKeyId.NUMBER_MAX);
        Files.createFile(BodyFiles.erased(test.directory(), last));

        assertThatThrownBy(test::openWithBodies)
                .isInstanceOf(AuditOpenException.class)
                .hasMessageContaining("the data key " + last + ", beyond any");
    }
}
