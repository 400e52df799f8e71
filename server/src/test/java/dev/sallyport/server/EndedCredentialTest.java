package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.call.NoteTool;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent whose key is revoked while its call waits for a human.
class EndedCredentialTest {

    @TempDir private Path directory;

    @Test
    void whatARevokedKeyAskedForDoesNotRunWhenItIsApproved() throws Exception {
        var tool = new NoteTool();
        try (var gate = new TestGate(directory, tool);
                var http = HttpClient.newHttpClient()) {
            var token = gate.writer("coder");
            var request =
                    HttpRequest.newBuilder(gate.url().resolve("/mcp"))
                            .header("Authorization", "Bearer " + token)
                            .header("Accept", "application/json, text/event-stream")
                            .header("Content-Type", "application/json")
                            .header("MCP-Protocol-Version", "2026-07-28")
                            .header("Mcp-Method", "tools/call")
                            .header("Mcp-Name", "write_note")
                            .POST(BodyPublishers.ofString(TlsGateFixture.call("guarded")))
                            .build();
            var answer = CompletableFuture.supplyAsync(() -> TestGate.send(http, request));
            while (gate.waiting() == 0 || gate.pending() == 0) {
                Thread.onSpinWait();
                assertThat(answer.isDone()).isFalse();
            }
            assertThat(gate.gate.keys().revoke("coder")).isTrue();
            assertThat(TestGate.send(http, request).statusCode()).isEqualTo(401);

            gate.approveTheOnlyOne();

            assertThat(answer.get().body())
                    .contains("DENIED_CREDENTIAL_ENDED")
                    .doesNotContain("\"status\":\"completed\"");
            assertThat(tool.written).isEmpty();
        }
    }
}
