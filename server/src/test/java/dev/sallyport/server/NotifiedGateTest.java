package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.notify.Receiver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A whole gate that tells of held calls.
class NotifiedGateTest {

    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir private Path directory;

    @Test
    void aCallThatWaitsIsToldWithinASecondWithNothingThatCouldDecideIt() throws Exception {
        Files.writeString(directory.resolve("hook-key"), KEY);
        try (var receiver = new Receiver();
                var gate =
                        new TestGate(
                                directory,
                                new NoteTool(),
                                """
                                approvals:
                                  notify:
                                    - { webhook: "%s", secret: "${file:hook-key}" }
                                """
                                        .formatted(receiver.url()));
                var client = HttpClient.newHttpClient()) {
            var token = gate.writer("coder");
            long begun = System.nanoTime();
            var answer =
                    client.sendAsync(
                            HttpRequest.newBuilder(gate.url().resolve("/mcp"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Accept", "application/json, text/event-stream")
                                    .header("Content-Type", "application/json")
                                    .header("MCP-Protocol-Version", "2026-07-28")
                                    .header("Mcp-Method", "tools/call")
                                    .header("Mcp-Name", "write_note")
                                    .POST(BodyPublishers.ofString(TlsGateFixture.call("guarded")))
                                    .build(),
                            BodyHandlers.ofString());
            receiver.await(1);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(1));
            var body = receiver.got.getFirst().body();
            var held = gate.held();
            assertThat(body)
                    .contains(held.id())
                    .doesNotContain(held.digest(), token, KEY, "hello", "guarded/hold");
            var data = JsonMapper.shared().readTree(body).path("data");
            assertThat(URI.create(data.path("url").stringValue()).getPath())
                    .isEqualTo("/approvals/" + held.id());
            assertThat(answer).isNotDone();
            gate.approveTheOnlyOne();
            assertThat(answer.get().body()).contains("completed");
        }
    }
}
