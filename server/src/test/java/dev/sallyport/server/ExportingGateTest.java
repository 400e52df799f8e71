package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.config.ConfigurationReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A whole gate that copies its record.
class ExportingGateTest {

    @TempDir private Path directory;

    @Test
    void theRecordOfAGateIsCopiedAndAPlaceThatIsAwayHoldsUpNothing() throws Exception {
        Files.writeString(directory.resolve("policy.yaml"), "");
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                policy: policy.yaml
                audit:
                  directory: log
                  key: keys/audit-key
                  checkpoint_every: 100ms
                  export:
                    - { file: copy.jsonl }
                    - { syslog: "127.0.0.1:1" }
                state: { url: "jdbc:sqlite:state.db" }
                """);
        try (var gate = Gate.open(ConfigurationReader.read(file, Map.of()))) {
            var copy = directory.resolve("copy.jsonl");
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (gate.exports().getFirst().next() < 2
                    || gate.exports().getLast().problem().isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }

            assertThat(gate.ready()).isTrue();
            var start =
                    Files.readAllLines(copy).stream()
                            .map(JsonMapper.shared()::readTree)
                            .filter(event -> event.path("type_uid").intValue() == 600203)
                            .toList();
            assertThat(start).hasSize(1);
            assertThat(start.getFirst().at("/unmapped/details/exports").stringValue())
                    .isEqualTo("file:" + copy + ", syslog:127.0.0.1:1");
            assertThat(gate.exports().getLast().problem()).contains("127.0.0.1:1");
        }
    }
}
