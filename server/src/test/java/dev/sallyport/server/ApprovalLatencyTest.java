package dev.sallyport.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.call.NoteTool;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// How soon a call runs once a human has approved it, with many others that wait, everything over HTTP.
class ApprovalLatencyTest {

    private static final int CALLS = 300;
    private static final Duration P99_BELOW = Duration.ofMillis(500);

    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> runs = new ConcurrentHashMap<>();

    @Test
    void aCallBeginsToRunWithinHalfASecondOfItsApproval(@TempDir Path directory) throws Exception {
        var tool = new NoteTool();
        tool.whileExecuting =
                (plan, _) -> {
                    var text = plan.normalised().path("text").stringValue();
                    begun.put(text, System.nanoTime());
                    requireNonNull(runs.get(text)).countDown();
                };
        try (var gate = new TestGate(directory, tool);
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var token = gate.writer("coder");
            var ana = gate.token("ana", Set.of(), true);
            var replies = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < CALLS; i++) {
                runs.put("call " + i, new CountDownLatch(1));
                replies.add(
                        http.sendAsync(write(gate, token, "call " + i), BodyHandlers.ofString()));
            }
            var waiting = waiting(gate);
            Collections.shuffle(waiting, new Random(1));
            var times = new ArrayList<Duration>();
            for (var request : waiting) {
                times.add(approve(gate, http, ana, request));
            }
            for (var reply : replies) {
                assertThat(reply.get(20, TimeUnit.SECONDS).body()).contains("completed");
            }

            times.sort(null);
            var p99 = times.get(CALLS * 99 / 100);
            System.out.printf(
                    Locale.ROOT,
                    "approval to start of execution, of %d: median %.1f ms, p99 %.1f ms, at most %.1f ms%n",
                    CALLS,
                    times.get(CALLS / 2).toNanos() / 1e6,
                    p99.toNanos() / 1e6,
                    times.getLast().toNanos() / 1e6);
            assertThat(tool.written).hasSize(CALLS).doesNotHaveDuplicates();
            assertThat(p99).isLessThan(P99_BELOW);
        }
    }

    private static List<ApprovalRequest> waiting(TestGate gate) {
        var end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (gate.waiting() < CALLS && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(gate.waiting()).isEqualTo(CALLS);
        return new ArrayList<>(
                gate.gate.approvals().list(Optional.of(State.PENDING), CALLS + 1, r -> r));
    }

    /// From before the human's decision is sent until the call begins.
    private Duration approve(TestGate gate, HttpClient http, String ana, ApprovalRequest request)
            throws InterruptedException {
        var text = request.plan().normalised().path("text").stringValue();
        var body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("decision", "approve")
                        .put("digest", request.digest())
                        .put("reason", "");
        var path = "/api/approvals/" + request.id() + "/decision";
        var decision =
                HttpRequest.newBuilder(gate.url().resolve(path))
                        .header("Authorization", "Bearer " + ana)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
        long start = System.nanoTime();
        assertThat(TestGate.send(http, decision).statusCode()).isEqualTo(200);
        assertThat(requireNonNull(runs.get(text)).await(20, TimeUnit.SECONDS)).isTrue();
        return Duration.ofNanos(requireNonNull(begun.get(text)) - start);
    }

    private static HttpRequest write(TestGate gate, String token, String text) {
        return HttpRequest.newBuilder(gate.url().resolve("/mcp"))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "write_note")
                .POST(
                        BodyPublishers.ofString(
                                TlsGateFixture.call("guarded").replace("hello", text)))
                .build();
    }
}
