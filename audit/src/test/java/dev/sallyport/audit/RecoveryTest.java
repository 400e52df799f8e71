package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoveryTest {

    @TempDir Path root;

    /// Four records, each a batch of its own, one of them signed.
    private TestLog crashed() {
        return crashed(TestLog.call(Stage.DENIED, "c-0"));
    }

    private TestLog crashed(AuditRecord record) {
        var live = new TestLog(root.resolve("live"));
        try (var log = live.open()) {
            log.append(record);
            log.sync();
            for (int i = 1; i < 4; i++) {
                log.append(record);
            }
            var copy = new TestLog(root.resolve("copy"));
            TestLog.copy(live.root(), copy.root());
            return copy;
        }
    }

    private static Path wal(TestLog test) {
        return WalFormat.segment(test.directory(), 0);
    }

    private static long sizeAfterOpening(TestLog test) {
        try (var log = test.open()) {
            return log.checkpoint().size();
        }
    }

    @Test
    void aTailTornAtAnyByteYieldsExactlyWhatWasAcknowledged() throws IOException {
        var crashed = crashed(AuditRecord.of(Stage.STOP).build());
        var whole = Files.readAllBytes(wal(crashed));
        int frame = (whole.length - WalFormat.HEAD_BYTES) / 4;

        for (int cut = 1; cut <= frame; cut++) {
            var test = new TestLog(root.resolve("cut-" + cut));
            TestLog.copy(crashed.root(), test.root());
            Files.write(wal(test), Arrays.copyOf(whole, whole.length - cut));

            assertThat(test.verifyAgainstMirror())
                    .as("cut %d", cut)
                    .isInstanceOfSatisfying(
                            Sound.class, sound -> assertThat(sound.unsigned()).isEqualTo(2));
            assertThat(sizeAfterOpening(test)).as("cut %d", cut).isEqualTo(3);
        }
        assertThat(sizeAfterOpening(crashed)).isEqualTo(4);
    }

    @Test
    void aSectorThatWasNeverWrittenEndsTheLog() throws IOException {
        var test = crashed();
        var bytes = Files.readAllBytes(wal(test));
        // The last frame stands across a border between sectors; what lies behind it never reached
        // the disk.
        int border = bytes.length / 512 * 512;
        assertThat(bytes.length - border).isGreaterThan(32);
        Arrays.fill(bytes, border, bytes.length, (byte) 0);
        Files.write(wal(test), bytes);

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(Sound.class, sound -> assertThat(sound.notes()).hasSize(1));
        assertThat(sizeAfterOpening(test)).isEqualTo(3);
    }

    @Test
    void aHoleBeforeALaterBatchIsDamage() throws IOException {
        var test = crashed();
        var bytes = Files.readAllBytes(wal(test));
        Arrays.fill(bytes, 512, 1024, (byte) 0);
        Files.write(wal(test), bytes);

        assertThat(test.verify()).isInstanceOf(Tampered.class);
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.DAMAGED));
    }

    @Test
    void aFlippedByteInTheWriteAheadFileIsRefusedNotDropped() throws IOException {
        var test = crashed();
        var bytes = Files.readAllBytes(wal(test));
        bytes[bytes.length - 10] ^= 1;
        Files.write(wal(test), bytes);

        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.DAMAGED));
    }

    @Test
    void aCheckpointSignedButNotYetInTheDirectoryIsMadeUpFor() throws IOException {
        var live = new TestLog(root.resolve("live"));
        var copy = new TestLog(root.resolve("copy"));
        try (var log = live.open()) {
            log.append(TestLog.call(Stage.DENIED, "c-0"));
            log.append(TestLog.call(Stage.DENIED, "c-1"));
            TestLog.copy(live.root(), copy.root());
            log.sync();
            Files.copy(
                    live.mirror(),
                    copy.mirror(),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(copy.verifyAgainstMirror())
                .isInstanceOfSatisfying(Sound.class, sound -> assertThat(sound.notes()).hasSize(1));
        assertThat(sizeAfterOpening(copy)).isEqualTo(2);
    }

    @Test
    void callsCutOffByACrashAreOrphansUntilTheyAreEnded() {
        var test = new TestLog(root);
        try (var log = test.open()) {
            log.append(AuditRecord.of(Stage.START).build());
            TestLog.run(log, 0, 400);
            log.append(TestLog.call(Stage.INTENT, "c-1000"));
            log.append(
                    TestLog.call(Stage.HELD, "c-1001")
                            .next(Stage.INTENT)
                            .approval("a-7", List.of("user:ana"))
                            .build());
        }

        try (var log = test.open()) {
            var orphans = log.orphans();
            assertThat(orphans).extracting(OpenIntent::callId).containsExactly("c-1000", "c-1001");
            assertThat(orphans.get(1).approvalId()).contains("a-7");
            assertThat(orphans.get(1).index()).isEqualTo(1202);
            assertThat(orphans.get(1).intent().tool()).contains("query_database");
            assertThatThrownBy(() -> log.append(AuditRecord.of(Stage.START).build()))
                    .isInstanceOf(IllegalStateException.class);

            orphans.forEach(orphan -> log.append(orphan.unknown()));

            assertThat(log.orphans()).isEmpty();
            log.append(AuditRecord.of(Stage.START).build());
        }
        try (var log = test.open()) {
            assertThat(log.orphans()).isEmpty();
        }
    }

    @Test
    void aLostSecondPlaceIsRefusedUnlessTheDirectoryIsAdopted() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            log.append(TestLog.call(Stage.DENIED, "c-0"));
        }
        Files.delete(test.mirror());

        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.MISCONFIGURED));

        AuditLog.open(test.directory(), test.options().withAdoptDirectory(true)).close();
        assertThat(test.mirror()).exists();
        test.open().close();
    }

    @Test
    void aMissingOrExposedKeyIsRefused() throws IOException {
        var test = new TestLog(root);
        test.open().close();
        var key = test.options().signingKey();
        assertThat(Files.getPosixFilePermissions(key))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

        Files.setPosixFilePermissions(
                key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.KEY));

        Files.delete(key);
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.KEY));
        assertThat(key).doesNotExist();
    }

    @Test
    void aKeyInsideTheLogIsRefused() {
        var test = new TestLog(root);
        var options =
                AuditOptions.of(
                        TestLog.ORIGIN,
                        test.directory().resolve("audit.key"),
                        new FileCheckpointStore(test.mirror()));

        assertThatThrownBy(() -> AuditLog.open(test.directory(), options))
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.MISCONFIGURED));
    }
}
