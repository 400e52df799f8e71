package dev.sallyport.server.mcp;

import dev.sallyport.server.mcp.ReplyQueue.Next;
import dev.sallyport.server.mcp.ReplyStream.Ending;
import dev.sallyport.server.mcp.ReplyStream.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToIntFunction;
import tools.jackson.databind.node.ObjectNode;

/// Writes a queue of messages as an HTTP response: one JSON object when the answer is there soon and nothing
/// came before it, else a stream of server-sent events.
///
/// A waiting stream is kept alive by comments, and a plain JSON response by leading blanks, for clients that
/// take no events. Writing to a client that has gone fails at the second try, and that is how it is noticed.
final class HttpReply {

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLANK = {'\n'};
    private static final byte[] NOTHING = {};

    private HttpReply() {}

    /// What the client can read.
    enum Accepts {
        BOTH,
        JSON,
        EVENTS,
        NEITHER;

        boolean json() {
            return this == BOTH || this == JSON;
        }

        boolean events() {
            return this == BOTH || this == EVENTS;
        }
    }

    static Accepts accepts(HttpServletRequest request) {
        var header = request.getHeader("Accept");
        if (header == null || header.isBlank()) {
            return Accepts.BOTH;
        }
        var json = false;
        var events = false;
        for (var range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            var type = range.split(";", 2)[0].strip();
            json |= type.equals("application/json") || type.equals("application/*");
            events |= type.equals("text/event-stream") || type.equals("text/*");
            if (type.equals("*/*")) {
                return Accepts.BOTH;
            }
        }
        if (json) {
            return events ? Accepts.BOTH : Accepts.JSON;
        }
        return events ? Accepts.EVENTS : Accepts.NEITHER;
    }

    /// Writes one JSON object.
    static void json(HttpServletResponse response, int status, ObjectNode message)
            throws IOException {
        var bytes = message.toString().getBytes(StandardCharsets.UTF_8);
        head(response, status, "application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /// Writes what the queue brings, on this thread what comes soon; the rest goes on without it.
    ///
    /// @param status the HTTP status for a response that goes out as plain JSON
    /// @param ending is told only of a response that goes on
    /// @return whether the response goes on
    /// @throws IOException when the client has gone
    static boolean write(
            HttpServletRequest request,
            HttpServletResponse response,
            Accepts accepts,
            ReplyQueue queue,
            McpLimits limits,
            Timers timers,
            ToIntFunction<ObjectNode> status,
            Ending ending)
            throws IOException, InterruptedException {
        var grace = accepts.json() ? limits.replyGrace() : Duration.ZERO;
        var first = queue.next(grace);
        if (first instanceof Next.Message(var message, var last) && last && accepts.json()) {
            json(response, status.applyAsInt(message), message);
            return false;
        }
        var form = accepts.events() ? EVENTS : BLANKS_THEN_JSON;
        head(response, accepts.events());
        switch (first) {
            case Next.Message(var message, var last) -> {
                send(response, form.message(message.toString(), last));
                if (last) {
                    return false;
                }
            }
            case Next.Silence() -> send(response, form.beat());
            case Next.End() -> {
                return false;
            }
        }
        ReplyStream.follow(request, response, queue, form, timers, limits.heartbeat(), ending);
        return true;
    }

    /// Begins a session's own stream, which goes on until the queue ends.
    ///
    /// @param opening written before anything else
    /// @throws IOException when the client has gone; nothing goes on then, and `ending` is not told
    static void stream(
            HttpServletRequest request,
            HttpServletResponse response,
            byte[] opening,
            ReplyQueue queue,
            Timers timers,
            Duration heartbeat,
            Ending ending)
            throws IOException {
        head(response, true);
        send(response, opening);
        ReplyStream.follow(request, response, queue, EVENTS, timers, heartbeat, ending);
    }

    private static void send(HttpServletResponse response, byte[] bytes) throws IOException {
        var out = response.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    private static void head(HttpServletResponse response, boolean events) {
        head(
                response,
                HttpServletResponse.SC_OK,
                events ? "text/event-stream" : "application/json");
        if (events) {
            response.setHeader("X-Accel-Buffering", "no");
        }
    }

    private static void head(HttpServletResponse response, int status, String type) {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
    }

    private static final Form EVENTS =
            new Form() {
                @Override
                public byte[] message(String json, boolean last) {
                    return event("message", json);
                }

                @Override
                public byte[] beat() {
                    return COMMENT;
                }
            };

    private static final Form BLANKS_THEN_JSON =
            new Form() {
                @Override
                public byte[] message(String json, boolean last) {
                    return last ? json.getBytes(StandardCharsets.UTF_8) : NOTHING;
                }

                @Override
                public byte[] beat() {
                    return BLANK;
                }
            };

    static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
