package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditOpenException.Kind;
import dev.sallyport.audit.Verification.Sound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A log gets another signing key, and whoever has an earlier one can follow.
final class KeyRotationTest {

    @TempDir Path root;

    static void record(TestLog test, int records) {
        try (var log = test.open()) {
            for (int i = 0; i < records; i++) {
                log.append(TestLog.call(Stage.DENIED, "c-" + log.size()));
            }
        }
    }

    static VerifierKey key(TestLog test) throws IOException {
        return VerifierKey.read(test.directory().resolve(AuditLog.VERIFIER_KEY));
    }

    static String note(TestLog test) throws IOException {
        return Files.readString(test.directory().resolve(AuditLog.CHECKPOINT));
    }

    private static Verification verify(TestLog test, VerifierKey key) throws IOException {
        return AuditVerifier.verify(
                test.directory(),
                Optional.of(key),
                new FileCheckpointStore(test.mirror()).read(),
                ProgressListener.NONE);
    }

    private static void refused(TestLog test, Kind kind, String words) {
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    @Test
    void theFirstCheckpointOfANewKeyIsSignedByBothAndTheNextByItAlone() throws IOException {
        var test = new TestLog(root);
        record(test, 3);
        var old = key(test);

        var rotated = test.rotate();

        assertThat(rotated.index()).isEqualTo(3);
        assertThat(rotated.previous()).isEqualTo(old);
        assertThat(rotated.key()).isEqualTo(key(test)).isNotEqualTo(old);
        assertThat(rotated.key().name()).isEqualTo(old.name());
        for (var both : List.of(old, rotated.key())) {
            assertThat(SignedNote.openCheckpoint(note(test), both)).isPresent();
        }
        assertThat(test.mirror()).hasContent(note(test));
        assertThat(SigningKey.next(test.options().signingKey())).doesNotExist();
        record(test, 1);
        assertThat(SignedNote.openCheckpoint(note(test), old)).isEmpty();
        assertThat(SignedNote.openCheckpoint(note(test), rotated.key())).isPresent();

        var logged = AuditReader.open(test.directory()).get(3).orElseThrow().record();
        assertThat(logged.stage()).isEqualTo(Stage.KEY_ROTATED);
        assertThat(logged.details())
                .containsEntry("key", rotated.key().toString())
                .containsEntry("previous", old.toString());
    }

    /// At the borders of tiles, and one right after the other.
    @Test
    void anyOfTheKeysLeadsToTheNewest() throws IOException {
        var test = new TestLog(root);
        var keys = new ArrayList<VerifierKey>();
        for (int records : new int[] {1, 253, 0, 0, 255, 3}) {
            record(test, records);
            keys.add(key(test));
            test.rotate();
            for (var key : keys) {
                assertThat(verify(test, key)).isInstanceOf(Sound.class);
            }
        }
        record(test, 1);
        keys.add(key(test));

        for (var key : keys) {
            assertThat(verify(test, key))
                    .isInstanceOfSatisfying(
                            Sound.class,
                            sound -> {
                                assertThat(sound.size()).isEqualTo(519);
                                assertThat(sound.notes().getFirst())
                                        .isEqualTo(
                                                "the signing key was changed 6 times, last by record 517");
                            });
        }
        assertThat(LogKeys.read(test.directory()).tenures())
                .extracting(LogKeys.Tenure::key)
                .isEqualTo(keys);
        assertThat(LogKeys.read(test.directory()).tenures())
                .extracting(LogKeys.Tenure::from)
                .containsExactly(0L, 2L, 256L, 257L, 258L, 514L, 518L);
        assertThat(LogKeys.parse(LogKeys.read(test.directory()).text()))
                .isEqualTo(LogKeys.read(test.directory()));
    }

    /// Every operation on the disk in turn.
    @ParameterizedTest
    @EnumSource(TestStorage.Fault.class)
    void whereverItIsCutOffTheLogIsSoundAndOpensWithOneOfTheTwoKeys(TestStorage.Fault fault)
            throws IOException {
        var before = new TestLog(root.resolve("before"));
        // The record of the change fills a tile.
        record(before, 255);
        var old = key(before);
        var counted = new TestLog(root.resolve("counted"));
        TestLog.copy(before.root(), counted.root());
        var counting = TestStorage.withoutSyncs();
        counted.rotate(counting);
        assertThat(counting.operations()).isGreaterThan(20);
        int changed = 0;

        for (int at = 0; at < counting.operations(); at++) {
            var test = new TestLog(root.resolve("at-" + at));
            TestLog.copy(before.root(), test.root());
            var storage = TestStorage.failingFrom(at, fault);
            assertThatThrownBy(() -> test.rotate(storage)).isInstanceOf(AuditOpenException.class);
            var where = "at " + at + ": " + storage.faulted();

            assertThat(verify(test, old)).as(where).isInstanceOf(Sound.class);
            record(test, 1);

            assertThat(verify(test, old)).as(where).isInstanceOf(Sound.class);
            var keys = LogKeys.read(test.directory());
            assertThat(keys.tenures()).as(where).hasSizeBetween(1, 2);
            changed += keys.tenures().size() - 1;
            assertThat(keys.last()).as(where).isEqualTo(key(test));
            assertThat(SigningKey.load(test.options().signingKey(), TestLog.ORIGIN).verifier())
                    .as(where)
                    .isEqualTo(key(test));
            assertThat(test.rotate().previous()).as(where).isEqualTo(keys.last());
            assertThat(verify(test, old)).as(where).isInstanceOf(Sound.class);
            TestLog.delete(test.root());
        }
        assertThat(changed).isBetween(10, counting.operations() - 3);
    }

    @Test
    void whatWasBegunIsEndedByTheNextRotation() throws IOException {
        var test = cutOffAfterTheRecord();

        var rotated = test.rotate();

        assertThat(rotated.index()).isEqualTo(3);
        assertThat(LogKeys.read(test.directory()).tenures()).hasSize(2);
    }

    @Test
    void withoutTheKeyThatTheLogNamesItDoesNotOpen() throws IOException {
        var test = cutOffAfterTheRecord();
        var next = SigningKey.next(test.options().signingKey());
        var aside = Files.move(next, test.root().resolve("aside"));

        refused(test, Kind.KEY, "bring it back");

        Files.move(aside, next);
        record(test, 1);
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
        assertThat(LogKeys.read(test.directory()).tenures()).hasSize(2);
    }

    /// Three records and one that changes the key, which no checkpoint covers.
    private TestLog cutOffAfterTheRecord() {
        var before = new TestLog(root.resolve("before"));
        record(before, 3);
        for (int at = 0; ; at++) {
            var test = new TestLog(root.resolve("at-" + at));
            TestLog.copy(before.root(), test.root());
            var storage = TestStorage.failingFrom(at, TestStorage.Fault.FAILS);
            assertThatThrownBy(() -> test.rotate(storage)).isInstanceOf(AuditOpenException.class);
            if (((Sound) test.verify()).unsigned() == 1) {
                return test;
            }
        }
    }

    @Test
    void anOldPrivateKeyThatIsPutBackIsRefused() throws IOException {
        var test = new TestLog(root);
        record(test, 3);
        var file = test.options().signingKey();
        var old = Files.readAllBytes(file);
        test.rotate();

        Files.write(file, old);

        refused(test, Kind.KEY, "signing key was changed");
        assertThat(file).hasBinaryContent(old);
    }

    /// Left by a change that never came to its record.
    @Test
    void aKeyThatNoRecordNamesIsNoneOfTheLogs() throws IOException {
        var test = new TestLog(root);
        record(test, 3);
        var next = SigningKey.next(test.options().signingKey());
        Files.writeString(next, "half a k");

        record(test, 1);
        assertThat(test.rotate().index()).isEqualTo(4);
        assertThat(next).doesNotExist();
    }

    @Test
    void whereNoLogIsOrAGateHasItOpenNothingIsChanged() throws IOException {
        var test = new TestLog(root);
        assertThatThrownBy(test::rotate)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
        assertThat(test.directory()).doesNotExist();

        try (var log = test.open()) {
            assertThatThrownBy(test::rotate)
                    .isInstanceOfSatisfying(
                            AuditOpenException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE));
            assertThatThrownBy(() -> log.append(AuditRecord.of(Stage.KEY_ROTATED).build()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(log.verifierKey()).isEqualTo(key(test));
        }
    }
}
