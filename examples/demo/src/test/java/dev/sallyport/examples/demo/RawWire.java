package dev.sallyport.examples.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One caller's open connection over one wire, spoken by hand so that every byte of an answer is seen.
///
/// An answer is a text with a character for each byte: status and headers where the wire has them, without the date
/// and the session id, then the body, without the comments that keep a stream alive while it waits.
abstract sealed class RawWire implements AutoCloseable {

    /// The newest revision with a handshake, and the one without.
    private static final String HANDSHAKE = "2025-11-25";

    private static final String STATELESS = "2026-07-28";

    private static final String EVENTS = "text/event-stream";

    private static final String CLIENT = "{\"name\":\"hand\",\"version\":\"1\"}";

    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",\
            "capabilities":{},"clientInfo":%s}}\
            """;

    private static final String INITIALIZED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    enum Kind {
        STREAMABLE_HTTP,
        STREAMABLE_HTTP_EVENTS,
        STATELESS_HTTP,
        STATELESS_HTTP_EVENTS,
        SSE,
        STDIO,
        STATELESS_STDIO
    }

    static RawWire open(Kind kind, Demo demo, String token)
            throws IOException, InterruptedException {
        return switch (kind) {
            case STREAMABLE_HTTP -> new Streamable(demo, token, false);
            case STREAMABLE_HTTP_EVENTS -> new Streamable(demo, token, true);
            case STATELESS_HTTP -> new Stateless(demo, token, false);
            case STATELESS_HTTP_EVENTS -> new Stateless(demo, token, true);
            case SSE -> new Sse(demo, token);
            case STDIO -> new Stdio(demo, token, false);
            case STATELESS_STDIO -> new Stdio(demo, token, true);
        };
    }

    /// Calls a tool and returns the whole answer.
    ///
    /// @param arguments a JSON object
    abstract String call(String tool, String arguments) throws IOException, InterruptedException;

    @Override
    public abstract void close() throws IOException;

    private static String callMessage(String tool, String arguments, boolean stateless) {
        var meta =
                stateless
                        ? """
                        ,"_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
                        "io.modelcontextprotocol/clientInfo":%s,\
                        "io.modelcontextprotocol/clientCapabilities":{}}\
                        """
                                .formatted(STATELESS, CLIENT)
                        : "";
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s%s}}"
                .formatted(tool, arguments, meta);
    }

    private static String bytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// What the HTTP wires share.
    private abstract static sealed class Http extends RawWire {

        private static final Set<String> CHANGING = Set.of("date", "mcp-session-id");

        private static final Pattern COMMENT = Pattern.compile("(?m)^:\n\n");

        /// A late answer comes as a stream. Only answers of one form can be compared, so a late one is asked
        /// for again, and so often at most.
        private static final int LATE_MAX = 50;

        final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Demo demo;
        private final String token;

        Http(Demo demo, String token) {
            this.demo = demo;
            this.token = token;
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(demo.url()).resolve(path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + token);
        }

        HttpRequest.Builder message(String path, String body, boolean events) {
            return request(path)
                    .header("Content-Type", "application/json")
                    .header("Accept", events ? EVENTS : "application/json, " + EVENTS)
                    .POST(BodyPublishers.ofString(body));
        }

        HttpResponse<byte[]> send(HttpRequest.Builder request)
                throws IOException, InterruptedException {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        }

        String punctual(HttpRequest.Builder request, boolean events)
                throws IOException, InterruptedException {
            var wanted = events ? EVENTS : "application/json";
            for (int late = 0; late < LATE_MAX; late++) {
                var response = send(request);
                if (response.headers().firstValue("Content-Type").orElse("").startsWith(wanted)) {
                    return whole(response);
                }
            }
            throw new AssertionError("no answer came as " + wanted);
        }

        static String whole(HttpResponse<byte[]> response) {
            var headers = new TreeMap<>(response.headers().map());
            headers.keySet().removeIf(name -> CHANGING.contains(name.toLowerCase(Locale.ROOT)));
            var body = COMMENT.matcher(bytes(response.body())).replaceAll("");
            return response.statusCode() + "\n" + headers + "\n\n" + body;
        }

        @Override
        public void close() throws IOException {
            http.shutdownNow();
        }
    }

    private static final class Streamable extends Http {

        private final String session;
        private final boolean events;

        Streamable(Demo demo, String token, boolean events)
                throws IOException, InterruptedException {
            super(demo, token);
            this.events = events;
            var opened = send(message("/mcp", INITIALIZE.formatted(HANDSHAKE, CLIENT), events));
            session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
            send(inSession(INITIALIZED));
        }

        private HttpRequest.Builder inSession(String body) {
            return message("/mcp", body, events)
                    .header("Mcp-Session-Id", session)
                    .header("MCP-Protocol-Version", HANDSHAKE);
        }

        @Override
        String call(String tool, String arguments) throws IOException, InterruptedException {
            return punctual(inSession(callMessage(tool, arguments, false)), events);
        }
    }

    private static final class Stateless extends Http {

        private final boolean events;

        Stateless(Demo demo, String token, boolean events) {
            super(demo, token);
            this.events = events;
        }

        @Override
        String call(String tool, String arguments) throws IOException, InterruptedException {
            return punctual(
                    message("/mcp", callMessage(tool, arguments, true), events)
                            .header("MCP-Protocol-Version", STATELESS)
                            .header("Mcp-Method", "tools/call")
                            .header("Mcp-Name", tool),
                    events);
        }
    }

    /// The answer is what the POST answers, and the event that follows on the stream.
    private static final class Sse extends Http {

        private final InputStream stream;
        private final String messages;

        Sse(Demo demo, String token) throws IOException, InterruptedException {
            super(demo, token);
            var opened =
                    http.send(
                            request("/sse").header("Accept", EVENTS).build(),
                            BodyHandlers.ofInputStream());
            stream = new BufferedInputStream(opened.body());
            messages = event().strip().split("\ndata: ", 2)[1];
            send(message(messages, INITIALIZE.formatted("2024-11-05", CLIENT), true));
            event();
            send(message(messages, INITIALIZED, true));
        }

        @Override
        String call(String tool, String arguments) throws IOException, InterruptedException {
            var accepted = send(message(messages, callMessage(tool, arguments, false), true));
            return whole(accepted) + "\n" + event();
        }

        /// The next event, to its last byte. Comments only keep the stream alive.
        private String event() throws IOException {
            while (true) {
                var bytes = new ByteArrayOutputStream();
                while (!bytes(bytes.toByteArray()).endsWith("\n\n")) {
                    bytes.write(next(stream));
                }
                var event = bytes(bytes.toByteArray());
                if (!event.startsWith(":")) {
                    return event;
                }
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
            super.close();
        }
    }

    private static final class Stdio extends RawWire {

        private final Process process;
        private final InputStream answers;
        private final boolean stateless;

        Stdio(Demo demo, String token, boolean stateless) throws IOException {
            this.stateless = stateless;
            var builder =
                    new ProcessBuilder(
                                    CommandLines.sallyport(
                                            "stdio", "--config", demo.config().toString()))
                            .redirectError(Redirect.INHERIT);
            builder.environment().put("SALLYPORT_TOKEN", token);
            process = builder.start();
            answers = new BufferedInputStream(process.getInputStream());
            if (!stateless) {
                say(INITIALIZE.formatted(HANDSHAKE, CLIENT));
                line();
                say(INITIALIZED);
            }
        }

        @Override
        String call(String tool, String arguments) throws IOException {
            say(callMessage(tool, arguments, stateless));
            return line();
        }

        private void say(String message) throws IOException {
            var in = process.getOutputStream();
            in.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        private String line() throws IOException {
            var bytes = new ByteArrayOutputStream();
            int b;
            do {
                b = next(answers);
                bytes.write(b);
            } while (b != '\n');
            return bytes(bytes.toByteArray());
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }

    private static int next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the gate closed the connection");
        }
        return b;
    }
}
