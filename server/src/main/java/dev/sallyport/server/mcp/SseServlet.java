package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.mcp.RpcMessage.Malformed;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The transport of 2024-11-05, for clients that know no other: `GET /sse` opens the stream of a session,
/// and messages come in by `POST /sse/message?sessionId=…`. The stream's end is the session's end, and it ends when
/// the token that opened it expires.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2024-11-05/basic/transports">MCP 2024-11-05,
///     HTTP with SSE</a>
final class SseServlet extends HttpServlet {

    static final String STREAM = "/sse";
    static final String MESSAGE = "/sse/message";

    @Serial private static final long serialVersionUID = 1L;

    private final transient McpCore core;
    private final transient McpHttp http;
    private final transient Sessions sessions;

    /// Where the answers of each session go. Entries live as long as the stream.
    private final transient ConcurrentHashMap<String, ReplyQueue> streams =
            new ConcurrentHashMap<>();

    SseServlet(McpCore core, McpHttp http, Sessions sessions) {
        this.core = core;
        this.http = http;
        this.sessions = sessions;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var principal = AuthenticationFilter.principal(request);
        var stream = request.getServletPath().equals(STREAM);
        var method = stream ? "GET" : "POST";
        if (!request.getMethod().equals(method)) {
            response.setHeader("Allow", method);
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    RpcError.invalidRequest("this path takes " + method + " alone"));
        } else if (stream) {
            stream(request, response, principal);
        } else {
            message(request, response, principal);
        }
    }

    private void stream(
            HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        if (!HttpReply.accepts(request).events()) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_NOT_ACCEPTABLE,
                    RpcError.invalidRequest("a stream is text/event-stream; accept that"));
            return;
        }
        if (!http.admitted(principal, response)) {
            return;
        }
        var opened = sessions.open(principal, "sse");
        if (opened.isEmpty()) {
            McpHttp.refuse(response, McpHttp.TOO_MANY_REQUESTS, RpcError.busy());
            return;
        }
        var session = opened.get();
        var queue = ReplyQueue.forStream();
        streams.put(session.id(), queue);
        Runnable over =
                () -> {
                    streams.remove(session.id());
                    sessions.close(session);
                };
        if (session.listen(queue)) {
            var endpoint = HttpReply.event("endpoint", MESSAGE + "?sessionId=" + session.id());
            http.stream(request, response, endpoint, queue, over);
        } else {
            over.run();
        }
    }

    private void message(
            HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        var body = http.body(request, response);
        if (body.isEmpty()) {
            return;
        }
        var id = sessionId(request.getQueryString());
        if (id.isEmpty()) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    RpcError.invalidRequest("`sessionId` is missing"));
            return;
        }
        var session = sessions.find(id.get(), principal);
        var queue = streams.get(id.get());
        if (session.isEmpty() || queue == null) {
            McpServlet.notFound(response);
            return;
        }
        if (!http.admitted(principal, response)) {
            return;
        }
        switch (RpcReader.read(body.get())) {
            case Malformed(var badId, var error) -> {
                McpServlet.malformed(response, badId, error);
                return;
            }
            case Request asked ->
                    start(session.get(), principal, RequestPrincipal.bounds(request), asked, queue);
            case Notification told -> session.get().notified(told);
            case Response answer -> session.get().answered(answer);
        }
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    private void start(
            Session session,
            Principal principal,
            CredentialBounds bounds,
            Request asked,
            ReplyQueue queue) {
        var call = core.call(asked, queue);
        if (asked.method().equals("initialize")) {
            session.serve(asked, call, principal, bounds).ifPresent(queue::send);
            return;
        }
        Thread.ofVirtual()
                .name("mcp-call")
                .start(() -> session.serve(asked, call, principal, bounds).ifPresent(queue::send));
    }

    private static Optional<String> sessionId(String query) {
        if (query == null) {
            return Optional.empty();
        }
        for (var pair : query.split("&", -1)) {
            if (pair.startsWith("sessionId=")) {
                return Optional.of(pair.substring("sessionId=".length()));
            }
        }
        return Optional.empty();
    }
}
