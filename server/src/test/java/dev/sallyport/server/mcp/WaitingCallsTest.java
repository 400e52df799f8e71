package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Waiting costs no platform thread, and nobody else has to wait for it.
class WaitingCallsTest {

    private static final int CALLS = 200;

    @Test
    void twoHundredWaitingCallsHoldNoThreadsAndDelayNobody() throws Exception {
        try (var server = new TestServer();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var waiters =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .executor(threads)
                                .build()) {
            var session = server.initialize("hand");
            // Other tests of this process may have left threads of theirs that end only when idle.
            var before = platformThreads();
            var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (var id = 1; id <= CALLS; id++) {
                var body =
                        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}"
                                .formatted(id);
                waiting.add(
                        waiters.sendAsync(
                                server.inSession("hand", session, body).build(),
                                BodyHandlers.ofString()));
            }
            try {
                assertThat(server.gate.waiting.tryAcquire(CALLS, 20, TimeUnit.SECONDS)).isTrue();

                // This process is client and server at once, so the count is an upper bound for the
                // server's.
                var more = platformThreads();
                more.removeAll(before);
                assertThat(more).hasSizeLessThan(64);
                var times = new ArrayList<Long>();
                for (var i = 0; i < 100; i++) {
                    var begun = System.nanoTime();
                    var quick =
                            server.send(
                                    server.stateless(
                                            "other", "tools/call", "\"name\":\"echo\"", "{}"));
                    times.add(System.nanoTime() - begun);
                    assertThat(quick.statusCode()).isEqualTo(200);
                }
                times.sort(null);
                assertThat(TimeUnit.NANOSECONDS.toMillis(times.get(50)))
                        .as("median, ms")
                        .isLessThan(100);
            } finally {
                server.gate.release.countDown();
            }
            for (var call : waiting) {
                assertThat(TestServer.last(call.get(20, TimeUnit.SECONDS).body()).has("result"))
                        .isTrue();
            }
        }
    }

    /// The ids of those that live now.
    private static Set<Long> platformThreads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds())
                .boxed()
                .collect(Collectors.toSet());
    }
}
