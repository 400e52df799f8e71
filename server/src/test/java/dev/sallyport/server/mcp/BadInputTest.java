package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What each wire answers to what it cannot take: `wire/bad-input.json`, a case a line. After every one the
/// server must still answer.
class BadInputTest {

    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
            """;

    private static TestServer server;
    private static String session;
    private static Process stdio;
    private static OutputStream toStdio;
    private static BufferedReader fromStdio;
    private static BufferedReader sse;
    private static String sseMessages;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
        session = server.initialize("hand");
        stdio =
                new ProcessBuilder(StdioFixture.command("hand"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        toStdio = stdio.getOutputStream();
        fromStdio =
                new BufferedReader(
                        new InputStreamReader(stdio.getInputStream(), StandardCharsets.UTF_8));
        line(INITIALIZE);
        var stream =
                server.http.send(
                        server.request("/sse", "hand").GET().build(), BodyHandlers.ofInputStream());
        sse = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        assertThat(sse.readLine()).isEqualTo("event: endpoint");
        sseMessages = sse.readLine().substring("data: ".length());
    }

    @AfterAll
    static void stop() throws Exception {
        toStdio.close();
        assertThat(stdio.waitFor()).as("exit code once the input ends").isZero();
        sse.close();
        server.close();
    }

    record Case(JsonNode row) {
        @Override
        public String toString() {
            return row.path("wire").stringValue() + ": " + row.path("name").stringValue();
        }
    }

    static Stream<Case> cases() throws Exception {
        try (var in =
                Objects.requireNonNull(
                        BadInputTest.class.getResourceAsStream("/wire/bad-input.json"))) {
            return TestServer.JSON.readTree(in).valueStream().map(Case::new);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsTheTableSays(Case bad) throws Exception {
        var row = bad.row();
        var wire = row.path("wire").stringValue();
        var body = row.path("body").stringValue();

        JsonNode answer;
        if (wire.equals("stdio")) {
            answer = line(body);
        } else {
            var response = server.send(request(wire, row, body));
            assertThat(response.statusCode()).isEqualTo(row.path("status").intValue());
            answer = TestServer.last(response.body());
        }

        assertThat(answer.path("error").path("code").intValue())
                .isEqualTo(row.path("code").intValue());
        assertThat(answer.path("jsonrpc").stringValue()).isEqualTo("2.0");
        if (row.path("id").isNull()) {
            assertThat(answer.has("id")).isFalse();
        } else {
            assertThat(answer.path("id")).isEqualTo(row.path("id"));
        }
        var message = answer.path("error").path("message").stringValue();
        assertThat(message.charAt(0)).matches(c -> c == '`' || Character.isLowerCase(c));
        assertThat(answer.toString())
                .doesNotContain("Exception", "\tat ", InMemoryGate.SECRET, "dev.sallyport");
        stillAnswers(wire);
    }

    @Test
    void aLineBeyondTheLimitOrNotInUtf8IsRefusedAndTheNextOneRead() throws Exception {
        var tooLong = line("\"" + "x".repeat(TestServer.QUICK.messageBytesMax()) + "\"");
        toStdio.write(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        var notUtf8 = line("");

        assertThat(tooLong.path("error").path("code").intValue()).isEqualTo(-32600);
        assertThat(notUtf8.path("error").path("code").intValue()).isEqualTo(-32700);
        stillAnswers("stdio");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/sse/message?sessionId=x"})
    void aBodyBeyondTheLimitIsRefusedWithoutReadingIt(String path) throws Exception {
        var head =
                """
                POST %s HTTP/1.1
                Host: 127.0.0.1:%d
                Authorization: Bearer token-hand
                Content-Type: application/json
                Content-Length: %d

                """
                        .formatted(
                                path, server.front.port(), TestServer.QUICK.messageBytesMax() + 1)
                        .replace("\n", "\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.front.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            var response =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(response).startsWith("HTTP/1.1 413").contains("\"code\":-32600");
        }
    }

    @Test
    void aBodyOfUnknownLengthIsReadToTheLimitAndNoFurther() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.front.port())) {
            var out = socket.getOutputStream();
            out.write(
                    """
                    POST /mcp HTTP/1.1
                    Host: 127.0.0.1:%d
                    Authorization: Bearer token-hand
                    Content-Type: application/json
                    Transfer-Encoding: chunked

                    """
                            .formatted(server.front.port())
                            .replace("\n", "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var size = TestServer.QUICK.messageBytesMax() + 1;
            out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[size]);
            out.flush();

            var status = new byte[12];
            assertThat(socket.getInputStream().readNBytes(status, 0, 12)).isEqualTo(12);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    private static HttpRequest.Builder request(String wire, JsonNode row, String body) {
        var request =
                switch (wire) {
                    case "http" -> server.inSession("hand", session, body);
                    case "http-fresh", "stateless" -> server.message("/mcp", "hand", body);
                    case "sse" -> server.message(sseMessages, "hand", body);
                    case "sse-unknown" -> server.message("/sse/message?sessionId=x", "hand", body);
                    default -> throw new IllegalArgumentException(wire);
                };
        row.path("headers")
                .properties()
                .forEach(header ->
                        request.setHeader(header.getKey(), header.getValue().stringValue()));
        return request;
    }

    private static void stillAnswers(String wire) throws Exception {
        var ping = "{\"jsonrpc\":\"2.0\",\"id\":\"still\",\"method\":\"ping\"}";
        var answer =
                wire.equals("stdio")
                        ? line(ping)
                        : TestServer.last(
                                server.send(server.inSession("hand", session, ping)).body());
        assertThat(answer.path("id").stringValue()).isEqualTo("still");
        assertThat(answer.has("result")).isTrue();
    }

    private static JsonNode line(String body) throws Exception {
        toStdio.write((body + "\n").getBytes(StandardCharsets.UTF_8));
        toStdio.flush();
        return TestServer.JSON.readTree(fromStdio.readLine());
    }
}
