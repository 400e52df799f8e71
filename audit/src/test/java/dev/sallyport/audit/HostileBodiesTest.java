package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signed records that say of their bodies what no gate says.
final class HostileBodiesTest {

    private static final byte[] FRAME = new byte[40];
    private static final String DIGEST = BodyFrame.digest(FRAME);

    @TempDir Path root;

    private static String blob(long at, String key, long size) {
        return "{\"at\":%d,\"digest\":\"%s\",\"key\":\"%s\",\"size\":%d}"
                .formatted(at, DIGEST, key, size);
    }

    private static byte[] leaf(long index, String blob) {
        var leaf = new String(HostileLog.leaf(index), StandardCharsets.UTF_8);
        return ("{\"blob\":" + blob + "," + leaf.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    /// Each leaf has the next of these; the bodies' file has as many good frames.
    private Verification verify(String key, List<String> blobs) {
        var log = new HostileLog(root.resolve("log"));
        var leaves = new ArrayList<byte[]>();
        blobs.forEach(blob -> leaves.add(leaf(leaves.size(), blob)));
        log.write(leaves);
        try {
            var bodies = Files.createDirectories(BodyFiles.directory(log.test().directory()));
            Files.write(bodies.resolve(key), new byte[40 * blobs.size()]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return log.verify();
    }

    private static void assertFound(Verification found, Kind kind, long index) {
        assertThat(found)
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(kind);
                            assertThat(tampered.index()).hasValue(index);
                        });
    }

    @Test
    void goodOnesAreSound() {
        var blobs = List.of(blob(0, "2026-11.1", 40), blob(40, "2026-11.1", 40));

        assertThat(verify("2026-11.1", blobs)).isInstanceOf(Sound.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../keys.1",
                "../../vkey",
                "2026-11",
                "2026-13.1",
                "2026-11.0",
                "2026-11.1.erased"
            })
    void aKeyThatIsNoneIsNotLookedFor(String key) {
        assertFound(verify("2026-11.1", List.of(blob(0, key, 40))), Kind.BODY_PLACE, 0);
    }

    @Test
    void aPlaceThatCannotBeIsNotLookedAt() {
        for (var blob :
                List.of(
                        blob(0, "2026-11.1", 27),
                        blob(0, "2026-11.1", BodyFrame.BYTES_MAX + 1L),
                        blob(9_007_199_254_740_991L, "2026-11.1", 40),
                        blob(0, "2026-11.1", 40).replace("a", "A"),
                        "null",
                        "[]",
                        "{}",
                        "\"x\"",
                        "{\"at\":0,\"digest\":\"" + DIGEST + "\",\"key\":\"2026-11.1\"}")) {
            assertFound(verify("2026-11.1", List.of(blob)), Kind.BODY_PLACE, 0);
            TestLog.delete(root.resolve("log"));
        }
    }

    @Test
    void twoRecordsDoNotShareABody() {
        var blobs = List.of(blob(0, "2026-11.1", 40), blob(0, "2026-11.1", 40));

        assertFound(verify("2026-11.1", blobs), Kind.BODY_PLACE, 1);
    }

    @Test
    void farBeyondTheFileNothingIsRead() {
        assertFound(
                verify("2026-11.1", List.of(blob(1L << 50, "2026-11.1", 40))),
                Kind.BODY_MISSING,
                0);
    }

    @Test
    void keysWithoutNumberDoNotFillTheMemory() {
        var blobs = new ArrayList<String>();
        for (int i = 1; i <= BodyCheck.KEYS_MAX + 1; i++) {
            blobs.add(blob(0, "2026-11." + i, 40));
        }

        assertFound(verify("2026-11.1", blobs), Kind.BODY_PLACE, BodyCheck.KEYS_MAX);
    }
}
