package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts of megabytes over HTTP: what does not fit is refused in a sentence and on record.
class HugeTextTest {

    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir private Path directory;

    private static String call(String argument, int length) {
        return TlsGateFixture.call("shared")
                .replace(
                        "\"text\":\"hello\"",
                        "\"text\":\"hello\",\"" + argument + "\":\"" + "x".repeat(length) + "\"");
    }

    private static HttpRequest request(TestGate gate, String token, BodyPublisher body) {
        return HttpRequest.newBuilder(gate.url().resolve("/mcp"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "write_note")
                .POST(body)
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason", "sql", "manifest"})
    void tenMegabytesAreRefusedInASentenceAndOnRecord(String argument) throws IOException {
        var body = call(argument, TEN_MEGABYTES).getBytes(StandardCharsets.UTF_8);
        var tool = new NoteTool();
        try (var gate = new TestGate(directory, tool);
                var http = HttpClient.newHttpClient()) {
            var token = gate.writer("coder");
            // A client that does not wait for the word may be cut off before it reads the answer.
            var asking =
                    HttpRequest.newBuilder(
                                    request(gate, token, BodyPublishers.ofByteArray(body)),
                                    (_, _) -> true)
                            .expectContinue(true)
                            .build();
            var answer = TestGate.send(http, asking);

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(error(answer.body()).path("message").stringValue())
                    .contains("4194304 bytes");
        }
        assertThat(tool.written).isEmpty();
        var records = TestGate.records(directory, Set.of(Stage.DENIED));
        assertThat(records)
                .anySatisfy(record ->
                        assertThat(record.details()).containsKey("/mcp 413 client:coder"));
    }

    private static JsonNode error(String body) {
        return JsonMapper.shared().readTree(body).path("error");
    }

    @Test
    void fourMegabytesOfAnArgumentAreRefusedInASentenceThatDoesNotRepeatThem() throws IOException {
        try (var gate = new TestGate(directory, new NoteTool());
                var http = HttpClient.newHttpClient()) {
            var token = gate.writer("coder");
            for (var argument : List.of("reason", "page", "unknown")) {
                var body = BodyPublishers.ofString(call(argument, 4_000_000));
                var answer = TestGate.send(http, request(gate, token, body));

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("INVALID_ARGUMENTS", "`" + argument + "`");
                assertThat(answer.body()).hasSizeLessThan(2_000);
            }
        }
        var records = TestGate.records(directory, Set.of());
        assertThat(records)
                .filteredOn(record -> record.toString().contains("INVALID_ARGUMENTS"))
                .hasSize(3);
    }
}
