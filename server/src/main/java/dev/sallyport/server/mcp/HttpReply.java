package dev.sallyport.server.mcp;

import dev.sallyport.server.mcp.ReplyQueue.Next;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
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

    /// Writes what the queue brings until it ends. Blocks.
    ///
    /// @param status the HTTP status for a response that goes out as plain JSON
    /// @throws IOException when the client has gone
    static void write(
            HttpServletResponse response,
            Accepts accepts,
            ReplyQueue queue,
            McpLimits limits,
            ToIntFunction<ObjectNode> status)
            throws IOException, InterruptedException {
        var grace = accepts.json() ? limits.replyGrace() : Duration.ZERO;
        var first = queue.next(grace);
        if (first instanceof Next.Message(var message, var last) && last && accepts.json()) {
            json(response, status.applyAsInt(message), message);
        } else if (accepts.events()) {
            head(response, HttpServletResponse.SC_OK, "text/event-stream");
            response.setHeader("X-Accel-Buffering", "no");
            events(response.getOutputStream(), queue, first, limits.heartbeat());
        } else {
            head(response, HttpServletResponse.SC_OK, "application/json");
            blanksThenJson(response.getOutputStream(), queue, first, limits.heartbeat());
        }
    }

    /// Writes a session's own stream until it ends.
    ///
    /// @param opening written before anything else
    static void stream(
            HttpServletResponse response, byte[] opening, ReplyQueue queue, Duration heartbeat)
            throws IOException, InterruptedException {
        head(response, HttpServletResponse.SC_OK, "text/event-stream");
        response.setHeader("X-Accel-Buffering", "no");
        var out = response.getOutputStream();
        out.write(opening);
        out.flush();
        events(out, queue, queue.next(heartbeat), heartbeat);
    }

    private static void head(HttpServletResponse response, int status, String type) {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
    }

    private static void events(OutputStream out, ReplyQueue queue, Next first, Duration heartbeat)
            throws IOException, InterruptedException {
        var next = first;
        while (true) {
            switch (next) {
                case Next.Message(var message, var last) -> {
                    out.write(event("message", message.toString()));
                    out.flush();
                    if (last) {
                        return;
                    }
                }
                case Next.Silence() -> {
                    out.write(COMMENT);
                    out.flush();
                }
                case Next.End() -> {
                    return;
                }
            }
            next = queue.next(heartbeat);
        }
    }

    private static void blanksThenJson(
            OutputStream out, ReplyQueue queue, Next first, Duration heartbeat)
            throws IOException, InterruptedException {
        var next = first;
        while (true) {
            switch (next) {
                case Next.Message(var message, var last) -> {
                    if (last) {
                        out.write(message.toString().getBytes(StandardCharsets.UTF_8));
                        return;
                    }
                }
                case Next.Silence() -> {
                    out.write(BLANK);
                    out.flush();
                }
                case Next.End() -> {
                    return;
                }
            }
            next = queue.next(heartbeat);
        }
    }

    static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
