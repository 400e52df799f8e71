package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A cancelled call, and one whose client has gone, reaches the gate on every wire, and no other call does.
class CancellationTest {

    private static final String WAIT =
            "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}";
    private static final String CANCEL =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"%s\"}}";

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void awaitWaiting(int calls) throws InterruptedException {
        assertThat(server.gate.waiting.tryAcquire(calls, 10, TimeUnit.SECONDS)).isTrue();
    }

    private void expectOneCancelled(String door) throws InterruptedException {
        var caller = server.gate.cancelled.poll(10, TimeUnit.SECONDS);
        assertThat(caller).isNotNull();
        assertThat(caller.door()).isEqualTo(door);
        assertThat(server.gate.cancelled).isEmpty();
    }

    @Test
    void aNotificationCancelsOverStreamableHttp() throws Exception {
        var session = server.initialize("hand");
        var first =
                server.http.sendAsync(
                        server.inSession("hand", session, WAIT.formatted("first")).build(),
                        BodyHandlers.ofString());
        var second =
                server.http.sendAsync(
                        server.inSession("hand", session, WAIT.formatted("second")).build(),
                        BodyHandlers.ofString());
        awaitWaiting(2);

        var told = server.send(server.inSession("hand", session, CANCEL.formatted("first")));

        assertThat(told.statusCode()).isEqualTo(202);
        expectOneCancelled("http");
        assertThat(first.get(10, TimeUnit.SECONDS).body())
                .doesNotContain("\"result\"", "\"error\"");
        server.gate.release.countDown();
        assertThat(TestServer.last(second.get(10, TimeUnit.SECONDS).body()).has("result")).isTrue();
    }

    @Test
    void aClientThatGoesAwayCancelsOverStreamableHttp() throws Exception {
        var session = server.initialize("hand");
        var body = WAIT.formatted("gone");
        try (var _ = post("/mcp", body, "Mcp-Session-Id: " + session)) {
            awaitWaiting(1);
        }

        expectOneCancelled("http");
    }

    @Test
    void aClientThatReadsOnlyJsonAndGoesAwayCancelsToo() throws Exception {
        var session = server.initialize("hand");
        try (var _ =
                post(
                        "/mcp",
                        WAIT.formatted("gone"),
                        "Mcp-Session-Id: " + session,
                        "Accept: application/json")) {
            awaitWaiting(1);
        }

        expectOneCancelled("http");
    }

    @Test
    void aClientThatGoesAwayCancelsOverTheStatelessRevision() throws Exception {
        var body =
                """
                {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"wait","_meta":{\
                "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientCapabilities":{}}}}\
                """;
        try (var _ =
                post(
                        "/mcp",
                        body,
                        "MCP-Protocol-Version: 2026-07-28",
                        "Mcp-Method: tools/call",
                        "Mcp-Name: wait")) {
            awaitWaiting(1);
        }

        expectOneCancelled("stateless");
    }

    @Test
    void endingTheSessionCancels() throws Exception {
        var session = server.initialize("hand");
        var call =
                server.http.sendAsync(
                        server.inSession("hand", session, WAIT.formatted("x")).build(),
                        BodyHandlers.ofString());
        awaitWaiting(1);

        var ended =
                server.send(
                        server.request("/mcp", "hand").header("Mcp-Session-Id", session).DELETE());

        assertThat(ended.statusCode()).isEqualTo(204);
        expectOneCancelled("http");
        assertThat(call.get(10, TimeUnit.SECONDS).body()).doesNotContain("\"result\"");
        var after = server.send(server.inSession("hand", session, WAIT.formatted("y")));
        assertThat(after.statusCode()).isEqualTo(404);
    }

    @Test
    void aNotificationAndTheStreamsEndCancelOverSse() throws Exception {
        var stream =
                server.http.send(
                        server.request("/sse", "hand").GET().build(), BodyHandlers.ofInputStream());
        var lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        var messages = endpoint(lines);
        for (var body :
                new String[] {
                    """
                    {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05",\
                    "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
                    """,
                    WAIT.formatted("first"),
                    WAIT.formatted("second")
                }) {
            assertThat(server.send(server.message(messages, "hand", body)).statusCode())
                    .isEqualTo(202);
        }
        awaitWaiting(2);

        server.send(server.message(messages, "hand", CANCEL.formatted("first")));
        expectOneCancelled("sse");

        lines.close();
        expectOneCancelled("sse");
        var after = server.send(server.message(messages, "hand", CANCEL.formatted("second")));
        assertThat(after.statusCode()).isEqualTo(404);
    }

    private static String endpoint(BufferedReader lines) throws IOException {
        assertThat(lines.readLine()).isEqualTo("event: endpoint");
        return lines.readLine().substring("data: ".length());
    }

    @Test
    void aNotificationAndTheEndOfInputCancelOverStdio() throws Exception {
        try (var pair = new StdioPair(server.gate)) {
            pair.send(
                    """
                    {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                    "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
                    """);
            pair.send(WAIT.formatted("first"));
            pair.send(WAIT.formatted("second"));
            awaitWaiting(2);

            pair.send(CANCEL.formatted("first"));
            expectOneCancelled("stdio");

            pair.closeInput();
            expectOneCancelled("stdio");
        }
    }

    @Test
    void statelessRequestsAreServedAndCancelledOverStdioWithoutAHandshake() throws Exception {
        try (var pair = new StdioPair(server.gate)) {
            pair.send(
                    """
                    {"jsonrpc":"2.0","id":"w","method":"tools/call","params":{"name":"wait","_meta":{\
                    "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                    "io.modelcontextprotocol/clientCapabilities":{}}}}\
                    """);
            awaitWaiting(1);

            pair.send(CANCEL.formatted("w"));

            expectOneCancelled("stdio");
        }
    }

    @Test
    void closingTheFrontEndsWaitingCallsAtOnce() throws Exception {
        var session = server.initialize("hand");
        var call =
                server.http.sendAsync(
                        server.inSession("hand", session, WAIT.formatted("x")).build(),
                        BodyHandlers.ofString());
        awaitWaiting(1);

        server.front.close();

        expectOneCancelled("http");
        assertThat(call.handle((_, _) -> true).get(10, TimeUnit.SECONDS)).isTrue();
    }

    /// Sends a POST and leaves the connection to the caller, to be cut.
    private Socket post(String path, String body, String... headers) throws IOException {
        var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), server.front.port());
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var accept = "Accept: application/json, text/event-stream\r\n";
        var more = new StringBuilder();
        for (var header : headers) {
            if (header.startsWith("Accept:")) {
                accept = "";
            }
            more.append(header).append("\r\n");
        }
        socket.getOutputStream()
                .write(
                        ("POST "
                                        + path
                                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                                        + server.front.port()
                                        + "\r\nAuthorization: Bearer token-hand\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: "
                                        + bytes.length
                                        + "\r\n"
                                        + accept
                                        + more
                                        + "\r\n"
                                        + body)
                                .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /// The stdio wire on a socket pair, in this process, so that the test sees the gate.
    private static final class StdioPair implements AutoCloseable {

        private final Socket client;
        private final Socket served;
        private final Thread thread;

        StdioPair(InMemoryGate gate) throws IOException {
            try (var listener =
                    new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
                client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                served = listener.accept();
            }
            InputStream in = served.getInputStream();
            var out = served.getOutputStream();
            thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    StdioWire.run(
                                            TestServer.core(gate, TestServer.QUICK),
                                            TestServer.principal("hand"),
                                            in,
                                            out);
                                } catch (IOException e) {
                                    assertThat(client.isClosed()).isTrue();
                                }
                            });
        }

        void send(String line) throws IOException {
            client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        void closeInput() throws Exception {
            client.shutdownOutput();
            thread.join();
        }

        @Override
        public void close() throws IOException {
            client.close();
            served.close();
        }
    }
}
