package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Verification.RolledBack;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A part of what `audit/src/crash/run bits` does with every bit of a log, and whole files changed.
@Timeout(300)
final class BitFlipTest {

    private static final int RECORDS = 2000;

    @TempDir Path root;

    @Test
    void aFlippedBitOfAnyFileIsFoundInIt() throws IOException {
        long seed = Long.getLong("sallyport.seed", 6);
        var bits = new BitFlips(root, RECORDS);

        bits.sample(400, new Random(seed));

        var seen = bits.seen();
        System.out.println(seen);
        assertThat(seen.files()).isGreaterThan(15);
        assertThat(seen.flips()).isEqualTo(seen.files() * 400L);
        assertThat(seen.compared()).isGreaterThan(200);
    }

    @Test
    void filesSwappedDuplicatedCutLengthenedOrDeletedAreFound() throws IOException {
        var log = new TestLog(root);
        try (var open = log.open()) {
            for (int i = 0; i < RECORDS; i++) {
                open.append(AuditRecord.of(Stage.DENIED).callId("c-" + i).build());
            }
        }
        var files = files(log.directory());
        assertThat(files).hasSizeGreaterThan(15);

        for (var file : files) {
            var content = Files.readAllBytes(file);
            for (var other : files) {
                if (other.equals(file)) {
                    continue;
                }
                var otherContent = Files.readAllBytes(other);
                Files.write(file, otherContent);
                assertTampered(log, file + " replaced by " + other);
                if (file.compareTo(other) < 0) {
                    Files.write(other, content);
                    assertTampered(log, file + " swapped with " + other);
                    Files.write(other, otherContent);
                }
            }
            for (int length : new int[] {0, 1, content.length / 2, content.length - 1}) {
                Files.write(file, Arrays.copyOf(content, length));
                assertTampered(log, file + " cut to " + length);
            }
            for (int more : new int[] {1, 32, content.length}) {
                Files.write(file, Arrays.copyOf(content, content.length + more));
                assertTampered(log, file + " lengthened by " + more);
            }
            Files.delete(file);
            assertTampered(log, file + " deleted");
            Files.write(file, content);
        }

        assertThat(log.verify()).isInstanceOf(Sound.class);
    }

    private static java.util.List<Path> files(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    private static void assertTampered(TestLog log, String what) {
        assertThat(log.verify()).as(what).isInstanceOf(Tampered.class);
    }

    /// Whether the gate ran when the snapshot was taken or not.
    @Test
    void anOldSnapshotIsRolledBack() {
        var log = new TestLog(root.resolve("log"));
        var closed = root.resolve("closed");
        var running = root.resolve("running");
        try (var open = log.open()) {
            TestLog.run(open, 0, 300);
        }
        TestLog.copy(log.directory(), closed);
        try (var open = log.open()) {
            TestLog.run(open, 300, 10);
            TestLog.copy(log.directory(), running);
            TestLog.run(open, 310, 300);
        }

        for (var snapshot : new Path[] {closed, running}) {
            TestLog.delete(log.directory());
            TestLog.copy(snapshot, log.directory());
            assertThat(log.verify()).isInstanceOf(Sound.class);
            assertThat(log.verifyAgainstMirror())
                    .isInstanceOfSatisfying(
                            RolledBack.class,
                            back -> {
                                assertThat(back.known()).isEqualTo(1830);
                                assertThat(back.found())
                                        .isEqualTo(snapshot.equals(closed) ? 900 : 930);
                            });
        }
    }
}
