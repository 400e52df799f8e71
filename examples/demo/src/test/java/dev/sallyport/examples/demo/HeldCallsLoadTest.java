package dev.sallyport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls that are held for a human cost no platform thread and delay nobody, in a gate with a real database, git
/// and a cluster behind it. Client and gate are two processes.
class HeldCallsLoadTest {

    private static final int HELD = 200;

    /// So many are sent at a time: the gate has eight connections to a database, and while the virtual machine
    /// is cold the previews of 200 writes at once could wait for them longer than a connection may take.
    private static final int BATCH = 20;

    private static final int WARM_UP = 150;
    private static final int MEASURED = 400;
    private static final int THREADS_BELOW = 64;
    private static final Duration P99_BELOW = Duration.ofMillis(50);
    private static final Duration BATCH_MAX = Duration.ofSeconds(20);

    /// Another process on the machine may take both cores for a moment. A gate that delays callers does so in
    /// every round; so the best of three counts.
    private static final int ROUNDS = 3;

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    @Test
    void twoHundredHeldWritesHoldNoThreadsAndDelayNobody() throws Exception {
        try (var demo = new DemoProcess(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var waiters = client(threads);
                var other = client(threads)) {
            var idle = demo.threads();
            var held = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            while (held.size() < HELD) {
                for (int i = 0; i < BATCH; i++) {
                    held.add(waiters.sendAsync(write(demo, held.size()), BodyHandlers.ofString()));
                }
                awaitPending(other, demo, held.size());
            }

            var quick = call(demo, "analyst", "my_access", JsonNodeFactory.instance.objectNode());
            var best = Duration.ofDays(1);
            for (int round = 0; round < ROUNDS && best.compareTo(P99_BELOW) >= 0; round++) {
                var p99 = p99(other, quick);
                best = p99.compareTo(best) < 0 ? p99 : best;
            }
            var busy = demo.threads();
            System.out.printf(
                    Locale.ROOT,
                    "%d calls held; my_access p99 %.1f ms; threads of the gate %s, before the calls %s%n",
                    HELD,
                    best.toNanos() / 1e6,
                    busy,
                    idle);

            assertThat(busy.platform()).as("platform threads").isLessThan(THREADS_BELOW);
            assertThat(best).as("p99 of my_access").isLessThan(P99_BELOW);
            assertThat(pending(other, demo)).isEqualTo(HELD);
            assertThat(held).noneMatch(CompletableFuture::isDone);
            waiters.shutdownNow();
            other.shutdownNow();
        }
    }

    /// In turn a change to a row of its own, and a manifest for production; both are held.
    private static HttpRequest write(DemoProcess demo, int number) {
        var arguments = JsonNodeFactory.instance.objectNode();
        if (number % 2 == 0) {
            arguments.put("database", "shop");
            arguments.put(
                    "sql", "update shop.orders set status = 'paid' where id = " + (number + 1));
            arguments.put("reason", "paid by bank transfer");
            return call(demo, "developer", "modify_database", arguments);
        }
        var manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
        manifest.putObject("metadata").put("name", "settings-" + number).put("namespace", "prod");
        manifest.putObject("data").put("greeting", "hello");
        arguments.put("cluster", "dev").put("manifest", manifest.toString());
        return call(demo, "developer", "apply_manifest", arguments);
    }

    private static void awaitPending(HttpClient client, DemoProcess demo, int count)
            throws IOException, InterruptedException {
        var deadline = System.nanoTime() + BATCH_MAX.toNanos();
        while (pending(client, demo) < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(pending(client, demo)).isEqualTo(count);
    }

    private static int pending(HttpClient client, DemoProcess demo)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                uri(demo, "console")
                                        .resolve("/api/approvals?state=pending&limit=" + HELD))
                        .header("Authorization", "Bearer " + demo.token("approver"))
                        .build();
        var response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode list = JsonMapper.shared().readTree(response.body());
        return list.path("approvals").size();
    }

    private static HttpClient client(ExecutorService threads) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
    }

    private static Duration p99(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            var begun = System.nanoTime();
            var response = client.send(request, BodyHandlers.ofString());
            var took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("client:analyst");
            if (i >= WARM_UP) {
                times.add(took);
            }
        }
        times.sort(null);
        return times.get(MEASURED * 99 / 100);
    }

    private static URI uri(DemoProcess demo, String name) {
        return URI.create(demo.ready().path(name).asString(""));
    }

    /// A call of the stateless revision.
    private static HttpRequest call(
            DemoProcess demo, String who, String tool, ObjectNode arguments) {
        var body =
                """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":{\
                "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"load","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}\
                """
                        .formatted(tool, arguments);
        return HttpRequest.newBuilder(uri(demo, "mcp"))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + demo.token(who))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
