package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole logs changed at random, in a process with 64 MiB. More with `-Dsallyport.fuzz=100000`, others with
/// `-Dsallyport.seed=N`.
@Timeout(900)
final class FuzzTest {

    private static final int CHANGES = Integer.getInteger("sallyport.fuzz", 1500);

    @TempDir Path root;

    @Test
    void noChangedLogPassesCrashesTheVerifierOrExhaustsItsMemory()
            throws IOException, InterruptedException {
        long seed = Long.getLong("sallyport.seed", 6);
        var output = root.resolve("output");
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FuzzVerifier.class.getName(),
                                Files.createDirectory(root.resolve("logs")).toString(),
                                Long.toString(seed),
                                Integer.toString(CHANGES),
                                Integer.toString(CHANGES / 5))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(840, TimeUnit.SECONDS)).as("hangs").isTrue();
        } finally {
            process.destroyForcibly();
        }
        // Where no logger is on the class path, slf4j says so.
        var said =
                Files.readAllLines(output).stream()
                        .filter(line -> !line.startsWith("SLF4J"))
                        .collect(Collectors.joining("\n"));

        System.out.println("fuzz, seed " + seed + ": " + said.strip());
        assertThat(said).as("seed %d", seed).startsWith("done {").hasLineCount(1);
        assertThat(process.exitValue()).isZero();
        assertThat(said)
                .contains("LEAF_TILE", "TILE_ROOT", "GAP", "CHECKPOINT", "KEY", "WAL", "sound")
                .contains("hostile Tampered", "hostile Sound");
    }
}
