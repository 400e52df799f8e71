package dev.sallyport.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledExportTest {

    private static final int RECORDS = 300;

    @TempDir private Path directory;

    @Test
    void noRecordIsMissingWhereverItIsKilled() throws Exception {
        var random = new Random(11);
        try (var log = new ExportedLog(directory.resolve("log"))) {
            log.calls(RECORDS).sign();
            var out = directory.resolve("out.jsonl");
            boolean killedOnce = false;
            boolean ended = false;
            while (!ended) {
                var process =
                        new ProcessBuilder(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        KilledExport.class.getName(),
                                        log.path().toString(),
                                        directory.resolve("cursor").toString(),
                                        out.toString())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8));
                int batches = 40 + random.nextInt(60);
                var line = lines.readLine();
                while (line != null && batches-- > 0) {
                    line = lines.readLine();
                }
                ended = line == null;
                process.destroyForcibly();
                killedOnce |= !ended;
                assertThat(process.waitFor()).isIn(0, 137);
            }

            assertThat(killedOnce).isTrue();
            var expected = new ArrayList<String>();
            for (int i = 0; i < RECORDS; i++) {
                expected.add(log.get(i).json());
            }
            assertThat(Files.readAllLines(out).stream().distinct())
                    .containsExactlyElementsOf(expected);
        }
    }
}
