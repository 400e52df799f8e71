package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Verification.Sound;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process, as hard as can be, at random moments of its life.
@Timeout(900)
final class CrashTest {

    private static final int TRIALS = 20;

    // The same directory goes through this many crashes, one after the other.
    private static final int CRASHES_A_LOG = 5;

    @TempDir Path root;

    @Test
    void nothingAcknowledgedIsLostHoweverTheProcessEnds() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var failures = new ArrayList<String>();

        for (int trial = 0; trial < TRIALS; trial++) {
            var test = new TestLog(root.resolve("log-" + trial / CRASHES_A_LOG));
            var acknowledged = runAndKill(test, trial, random.nextInt(400));
            try (var log = test.open()) {
                assertThat(log.available()).isTrue();
            }
            assertThat(test.verifyAgainstMirror())
                    .as("seed %d trial %d", seed, trial)
                    .isInstanceOf(Sound.class);
            var reader = AuditReader.open(test.directory());
            for (var line : acknowledged) {
                var parts = line.split(" ");
                var record = reader.get(Long.parseLong(parts[0])).orElseThrow().record();
                if (!record.stage().text().equals(parts[1])
                        || !record.callId().orElseThrow().equals(parts[2])) {
                    failures.add(line);
                }
            }
        }

        assertThat(failures).as("seed %d", seed).isEmpty();
    }

    /// @return what the process said it had appended
    private static List<String> runAndKill(TestLog test, int trial, int lines)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashWriter.class.getName(),
                                test.root().toString(),
                                "r" + trial)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var acknowledged = new ArrayList<String>();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                var line = out.readLine();
                assertThat(line).as("trial %d line %d", trial, i).isNotNull();
                acknowledged.add(line);
            }
            // Not through the process itself, which would close its output too.
            process.toHandle().destroyForcibly();
            // What it had said before it died; the last line may be cut short.
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged.add(line);
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        if (!acknowledged.isEmpty() && acknowledged.getLast().split(" ").length < 3) {
            acknowledged.removeLast();
        }
        return acknowledged;
    }
}
