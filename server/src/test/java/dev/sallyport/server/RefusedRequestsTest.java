package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the wires refuse is on the record and in the operator's log, and cannot flood either.
class RefusedRequestsTest {

    @TempDir private Path directory;

    @Test
    void refusedRequestsAreCountedOnTheRecordAndToldToTheOperator() throws Exception {
        try (var lines = new LogLines(RefusedRequests.class.getName());
                var http = HttpClient.newHttpClient()) {
            try (var gate = new TestGate(directory, new NoteTool())) {
                var token = gate.writer("bot");

                assertThat(post(http, gate.url(), "", "{}")).isEqualTo(401);
                assertThat(lines.await("/mcp 401 anonymous")).startsWith("WARN");
                assertThat(post(http, gate.url(), token, "{not json")).isEqualTo(400);
                assertThat(lines.await("/mcp 400 client:bot")).startsWith("WARN");
                assertThat(underAnotherName(gate.url())).startsWith("HTTP/1.1 403");
                assertThat(lines.await("/mcp 403 anonymous")).startsWith("WARN");
                for (int i = 0; i < 50; i++) {
                    assertThat(post(http, gate.url(), "wrong-" + i, "{}")).isEqualTo(401);
                }
            }
        }

        var records = TestGate.records(directory, Set.of(Stage.DENIED));
        assertThat(records).hasSizeBetween(1, 2);
        var counts = new TreeMap<String, Long>();
        records.forEach(record ->
                record.details()
                        .forEach((kind, count) ->
                                counts.merge(kind, Long.valueOf(count), Long::sum)));
        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                "/mcp 400 client:bot",
                                1L,
                                "/mcp 401 anonymous",
                                51L,
                                "/mcp 403 anonymous",
                                1L));
        assertThat(TestGate.records(directory, Set.of()).getLast().stage()).isEqualTo(Stage.STOP);
    }

    @Test
    void kindsBeyondTheBoundAreCountedTogether() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool())) {
            var refused = gate.gate.refusedRequests();
            for (int i = 0; i < 1000; i++) {
                refused.refused("/door-" + i, 400, Optional.empty());
            }
        }

        var records = TestGate.records(directory, Set.of(Stage.DENIED));
        assertThat(records).hasSizeBetween(1, 2);
        long sum = 0;
        for (var record : records) {
            assertThat(record.details()).hasSizeLessThanOrEqualTo(201);
            sum += record.details().values().stream().mapToLong(Long::parseLong).sum();
        }
        assertThat(sum).isEqualTo(1000);
    }

    @Test
    void goodRequestsLeaveNoSuchRecord() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool());
                var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(gate.url().resolve("/healthz")).build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }

        assertThat(TestGate.records(directory, Set.of(Stage.DENIED))).isEmpty();
    }

    private static int post(HttpClient http, URI gate, String token, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gate.resolve("/mcp"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    /// Java's own client sends no other Host than the address it calls.
    private static String underAnotherName(URI gate) throws IOException {
        try (var socket = new Socket(gate.getHost(), gate.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /mcp HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
