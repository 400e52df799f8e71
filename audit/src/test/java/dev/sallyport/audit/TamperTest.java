package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TamperTest {

    @TempDir Path root;

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    /// Small records keep the log small enough to flip every byte of it.
    private static void appendSmall(AuditLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.append(AuditRecord.of(Stage.DENIED).callId("c-" + i).build());
        }
    }

    /// Leaves a directory as a crash does: some records signed, some in the write-ahead file alone.
    private TestLog crashed(int signed, int unsigned) {
        var live = new TestLog(root.resolve("live"));
        try (var log = live.open()) {
            appendSmall(log, signed);
            log.sync();
            appendSmall(log, unsigned);
            var copy = new TestLog(root.resolve("copy"));
            TestLog.copy(live.root(), copy.root());
            return copy;
        }
    }

    @Test
    void everyFlippedByteIsFoundInTheFileItIsIn() throws IOException {
        var test = crashed(3, 2);
        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Sound.class, sound -> assertThat(sound.unsigned()).isEqualTo(2));
        var seen = new TreeSet<String>();

        for (var file : files(test.directory())) {
            try (var content = new RandomAccessFile(file.toFile(), "rw")) {
                for (long offset = 0; offset < content.length(); offset++) {
                    content.seek(offset);
                    int original = content.read();
                    int flip = 1 << (offset % 8);
                    content.seek(offset);
                    content.write(original ^ flip);

                    var found = test.verify();

                    assertThat(found)
                            .as("%s byte %d", file, offset)
                            .isInstanceOfSatisfying(
                                    Tampered.class,
                                    tampered -> {
                                        assertThat(tampered.file()).isEqualTo(file);
                                        seen.add(tampered.kind().name());
                                    });
                    content.seek(offset);
                    content.write(original);
                }
            }
        }

        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(seen)
                .contains(
                        Kind.LEAF_TILE.name(),
                        Kind.TILE_ROOT.name(),
                        Kind.CHECKPOINT.name(),
                        Kind.KEY.name(),
                        Kind.WAL.name());
    }

    @Test
    void aFlippedByteNamesItsRecord() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 600);
        }
        var file = TilePath.entries(test.directory(), 1);
        var bundle = new EntryBundle(Files.readAllBytes(file), 256);

        for (int entry : Set.of(0, 7, 255)) {
            var bytes = bundle.bytes().clone();
            bytes[bundle.start(entry) + bundle.length(entry) / 2] ^= 1;
            Files.write(file, bytes);

            assertThat(test.verify())
                    .isInstanceOfSatisfying(
                            Tampered.class,
                            tampered -> {
                                assertThat(tampered.kind()).isEqualTo(Kind.LEAF_TILE);
                                assertThat(tampered.index()).hasValue(256 + entry);
                                assertThat(tampered.file()).isEqualTo(file);
                                assertThat(tampered.offset()).isEqualTo(bundle.offset(entry));
                            });
        }
    }

    @Test
    void droppedSwappedAndDoubledRecordsAreFound() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 40);
        }
        var file = TilePath.partial(TilePath.entries(test.directory(), 0), 40);
        var original = Files.readAllBytes(file);
        var bundle = new EntryBundle(original, 40);

        for (int i = 0; i < 40; i++) {
            int from = bundle.offset(i);
            int to = i == 39 ? bundle.end() : bundle.offset(i + 1);
            assertFound(test, file, join(original, 0, from, to, original.length), i);
            assertFound(test, file, join(original, 0, to, from, original.length), i + 1);
            if (i < 39) {
                int end = i == 38 ? bundle.end() : bundle.offset(i + 2);
                var swapped = new java.io.ByteArrayOutputStream();
                swapped.write(original, 0, from);
                swapped.write(original, to, end - to);
                swapped.write(original, from, to - from);
                swapped.write(original, end, original.length - end);
                assertFound(test, file, swapped.toByteArray(), i);
            }
        }

        Files.write(file, original);
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    private static byte[] join(byte[] source, int a, int b, int c, int d) {
        var joined = new byte[b - a + d - c];
        System.arraycopy(source, a, joined, 0, b - a);
        System.arraycopy(source, c, joined, b - a, d - c);
        return joined;
    }

    private static void assertFound(TestLog test, Path file, byte[] content, int index)
            throws IOException {
        Files.write(file, content);
        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.index()).hasValue(index);
                            assertThat(tampered.file()).isEqualTo(file);
                        });
    }

    @Test
    void everyMissingFileIsFound() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 600);
        }

        for (var file : files(test.directory())) {
            var content = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(test.verify())
                    .as("without %s", file)
                    .isInstanceOfSatisfying(
                            Tampered.class,
                            tampered -> assertThat(tampered.file()).isEqualTo(file));
            Files.write(file, content);
        }

        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void recordAndTileChangedTogetherAreFound() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 300);
        }
        var bundleFile = TilePath.entries(test.directory(), 0);
        var bundle = new EntryBundle(Files.readAllBytes(bundleFile), 256);
        var bytes = bundle.bytes();
        bytes[bundle.start(9) + 12] ^= 1;
        Files.write(bundleFile, bytes);
        var tileFile = TilePath.tile(test.directory(), 0, 0);
        var tile = Files.readAllBytes(tileFile);
        new Merkle().leaf(bytes, bundle.start(9), bundle.length(9), tile, 9 * 32);
        Files.write(tileFile, tile);

        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(Kind.TILE_ROOT);
                            assertThat(tampered.file()).isEqualTo(tileFile);
                        });
    }

    @Test
    void anOldCopyIsRolledBack() {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 10);
        }
        TestLog.copy(test.directory(), root.resolve("old"));
        try (var log = test.open()) {
            appendSmall(log, 10);
        }
        TestLog.delete(test.directory());
        TestLog.copy(root.resolve("old"), test.directory());

        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Verification.RolledBack.class,
                        back -> {
                            assertThat(back.known()).isEqualTo(20);
                            assertThat(back.found()).isEqualTo(10);
                        });
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.ROLLED_BACK));
    }

    @Test
    void anotherHistoryIsAFork() {
        var test = new TestLog(root);
        try (var log = test.open()) {
            appendSmall(log, 10);
        }
        TestLog.copy(test.directory(), root.resolve("old"));
        try {
            var mirror = Files.readString(test.mirror());
            try (var log = test.open()) {
                appendSmall(log, 5);
            }
            var signed = Files.readString(test.mirror());
            TestLog.delete(test.directory());
            TestLog.copy(root.resolve("old"), test.directory());
            Files.writeString(test.mirror(), mirror);
            try (var log = test.open()) {
                log.append(AuditRecord.of(Stage.DENIED).callId("other").build());
                appendSmall(log, 4);
            }
            Files.writeString(test.mirror(), signed);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }

        assertThat(test.verifyAgainstMirror())
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> assertThat(tampered.kind()).isEqualTo(Kind.FORK));
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.FORKED));
    }

    @Test
    void aLogSignedByAnotherKeyIsFound() {
        var test = new TestLog(root.resolve("a"));
        test.open().close();
        var other = new TestLog(root.resolve("b"));
        try (var log = other.open()) {
            appendSmall(log, 1);
        }
        VerifierKey key;
        try {
            key = VerifierKey.parse(Files.readString(test.directory().resolve("vkey")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }

        var found =
                AuditVerifier.verify(
                        other.directory(), java.util.Optional.of(key), ProgressListener.NONE);

        assertThat(found)
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> assertThat(tampered.kind()).isEqualTo(Kind.KEY));
    }
}
