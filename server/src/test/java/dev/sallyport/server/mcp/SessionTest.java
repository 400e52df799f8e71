package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions belong to who opened them, and there are only so many.
class SessionTest {

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @Test
    void anothersSessionIsAsUnknownAsOneThatNeverWas() throws Exception {
        try (var server = new TestServer()) {
            var session = server.initialize("ana");

            var others = server.send(server.inSession("ben", session, PING));
            var unknown = server.send(server.inSession("ben", "0".repeat(64), PING));
            var delete =
                    server.send(
                            server.request("/mcp", "ben")
                                    .header("Mcp-Session-Id", session)
                                    .DELETE());
            var stream =
                    server.send(
                            server.request("/mcp", "ben")
                                    .header("Mcp-Session-Id", session)
                                    .header("Accept", "text/event-stream")
                                    .GET());

            assertThat(others.statusCode()).isEqualTo(404);
            assertThat(others.body()).isEqualTo(unknown.body());
            assertThat(names(others)).isEqualTo(names(unknown));
            assertThat(delete.statusCode()).isEqualTo(404);
            assertThat(stream.statusCode()).isEqualTo(404);
            assertThat(server.send(server.inSession("ana", session, PING)).statusCode())
                    .isEqualTo(200);
        }
    }

    private static java.util.Set<String> names(HttpResponse<?> response) {
        return response.headers().map().keySet();
    }

    /// One whose standing cannot be told counts as one that has ended.
    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/sse"})
    void aStreamEndsAfterTheKeyThatOpenedIt(String path) throws Exception {
        for (var told : List.<BooleanSupplier>of(() -> false, SessionTest::untold)) {
            try (var server = new TestServer()) {
                var looks = new CountDownLatch(2);
                server.stands =
                        () -> {
                            looks.countDown();
                            return true;
                        };
                var request = server.request(path, "ana").header("Accept", "text/event-stream");
                if (path.equals("/mcp")) {
                    request.header("Mcp-Session-Id", server.initialize("ana"));
                }
                var stream = server.http.sendAsync(request.GET().build(), BodyHandlers.ofString());
                assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(stream).isNotDone();

                server.stands = told;

                assertThat(stream.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }

    private static boolean untold() {
        throw new IllegalStateException("the state database is away");
    }

    @Test
    void anothersSseSessionTakesNoMessages() throws Exception {
        try (var server = new TestServer()) {
            var stream =
                    server.http.send(
                            server.request("/sse", "ana").GET().build(), BodyHandlers.ofLines());
            var messages =
                    stream.body()
                            .filter(line -> line.startsWith("data: "))
                            .findFirst()
                            .orElseThrow()
                            .substring("data: ".length());

            assertThat(server.send(server.message(messages, "ben", PING)).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aRequestCountsForWhoItsOwnTokenSaysAndNotForWhoOpenedTheSession() throws Exception {
        try (var server = new TestServer()) {
            var session = server.initialize("ana+admins");
            var whoami =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}";

            var after = server.send(server.inSession("ana", session, whoami)).body();

            assertThat(after).contains("client:ana").doesNotContain("admins");
        }
    }

    @Test
    void hiddenAndUnknownToolsAnswerAlikeByteForByte() throws Exception {
        try (var server = new TestServer()) {
            var session = server.initialize("ana");
            var call =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"a\":1}}}";

            var hidden = server.send(server.inSession("ana", session, call.formatted("hidden")));
            var unknown = server.send(server.inSession("ana", session, call.formatted("nosuch")));

            assertThat(hidden.body().replace("hidden", "nosuch")).isEqualTo(unknown.body());
            assertThat(hidden.statusCode()).isEqualTo(unknown.statusCode());
            var insider = server.initialize("insider");
            assertThat(
                            server.send(
                                            server.inSession(
                                                    "insider", insider, call.formatted("hidden")))
                                    .body())
                    .contains("\"result\"");
        }
    }

    @Test
    void thePrincipalsOwnLongestIdleSessionMakesRoom() throws Exception {
        try (var server = new TestServer(limits(2, 100, 10), Admission.ALL)) {
            var first = server.initialize("ana");
            var second = server.initialize("ana");
            server.send(server.inSession("ana", first, PING));
            var bens = server.initialize("ben");

            server.initialize("ana");

            assertThat(server.send(server.inSession("ana", second, PING)).statusCode())
                    .isEqualTo(404);
            assertThat(server.send(server.inSession("ana", first, PING)).statusCode())
                    .isEqualTo(200);
            assertThat(server.send(server.inSession("ben", bens, PING)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFullServerTakesNoMoreSessionsAndKeepsTheOpenOnes() throws Exception {
        try (var server = new TestServer(limits(10, 1, 10), Admission.ALL)) {
            var session = server.initialize("ana");

            var refused =
                    server.send(
                            server.message(
                                    "/mcp",
                                    "ben",
                                    """
                                    {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                                    "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
                                    """));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(server.send(server.inSession("ana", session, PING)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void moreCallsAtOnceThanAllowedAreRefusedAndCounted() throws Exception {
        try (var server = new TestServer(limits(10, 10, 2), Admission.ALL)) {
            var session = server.initialize("ana");
            var wait =
                    "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}";
            for (var id = 1; id <= 2; id++) {
                var _ =
                        server.http.sendAsync(
                                server.inSession("ana", session, wait.formatted(id)).build(),
                                BodyHandlers.ofString());
            }
            server.gate.waiting.acquire(2);

            var third = server.send(server.inSession("ana", session, wait.formatted(3)));
            var again = server.send(server.inSession("ana", session, wait.formatted(1)));

            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(TestServer.last(third.body()).path("error").path("code").intValue())
                    .isEqualTo(RpcError.BUSY);
            assertThat(again.statusCode()).isEqualTo(429);
        }
    }

    @Test
    void anIdUnderWayIsNotTakenTwice() throws Exception {
        try (var server = new TestServer()) {
            var session = server.initialize("ana");
            var wait =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}";
            var _ =
                    server.http.sendAsync(
                            server.inSession("ana", session, wait).build(),
                            BodyHandlers.ofString());
            server.gate.waiting.acquire();

            var again = server.send(server.inSession("ana", session, wait));

            assertThat(TestServer.last(again.body()).path("error").path("code").intValue())
                    .isEqualTo(-32600);
            assertThat(server.gate.cancelled).isEmpty();
        }
    }

    @Test
    void aPrincipalSentAwayIsToldForHowLong() throws Exception {
        Admission admission =
                principal ->
                        principal.subject().equals("client:eager")
                                ? Optional.of(Duration.ofSeconds(7))
                                : Optional.empty();
        try (var server = new TestServer(TestServer.QUICK, admission)) {
            var refused = server.send(server.stateless("eager", "tools/list", "", "{}"));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
            assertThat(server.send(server.stateless("calm", "tools/list", "", "{}")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void longListsComeInPagesThatLoseNothing() throws Exception {
        var limits = TestServer.QUICK;
        var small =
                new McpLimits(
                        limits.messageBytesMax(),
                        10,
                        10,
                        limits.sessionIdleMax(),
                        10,
                        10,
                        4,
                        limits.holdWait(),
                        limits.replyGrace(),
                        limits.heartbeat());
        try (var server = new TestServer(small, Admission.ALL)) {
            var names = new java.util.ArrayList<String>();
            var params = "";
            do {
                var page =
                        TestServer.last(
                                        server.send(
                                                        server.stateless(
                                                                "ana", "tools/list", params, "{}"))
                                                .body())
                                .path("result");
                assertThat(page.path("tools").size()).isBetween(1, 4);
                page.path("tools").forEach(tool -> names.add(tool.path("name").stringValue()));
                params = page.has("nextCursor") ? "\"cursor\":" + page.path("nextCursor") : "";
            } while (!params.isEmpty());

            assertThat(names).hasSize(9).isSorted().doesNotHaveDuplicates();
        }
    }

    private static McpLimits limits(int perPrincipal, int inAll, int calls) {
        var quick = TestServer.QUICK;
        return new McpLimits(
                quick.messageBytesMax(),
                inAll,
                perPrincipal,
                quick.sessionIdleMax(),
                calls,
                1_000,
                quick.toolsPerPageMax(),
                quick.holdWait(),
                quick.replyGrace(),
                quick.heartbeat());
    }
}
