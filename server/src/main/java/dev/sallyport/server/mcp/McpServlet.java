package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.mcp.HttpReply.Accepts;
import dev.sallyport.server.mcp.RpcMessage.Malformed;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `/mcp`: streamable HTTP of 2025-03-26 to 2025-11-25, and the stateless revision, told apart by each
/// request.
///
/// Streams cannot be resumed, so a client that lets go of a POST has cancelled it. Batches are refused.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports">MCP 2025-11-25,
///     Transports</a>
final class McpServlet extends HttpServlet {

    static final String SESSION = "Mcp-Session-Id";
    static final String VERSION = "MCP-Protocol-Version";

    @Serial private static final long serialVersionUID = 1L;

    private static final byte[] OPENING = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final transient McpHttp http;
    private final transient Sessions sessions;
    private final transient StatelessHttp stateless;

    McpServlet(McpCore core, McpHttp http, Sessions sessions) {
        this.http = http;
        this.sessions = sessions;
        this.stateless = new StatelessHttp(core, http);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var principal = AuthenticationFilter.principal(request);
        switch (request.getMethod()) {
            case "POST" -> post(request, response, principal);
            case "GET" -> listen(request, response, principal);
            case "DELETE" -> delete(request, response, principal);
            default -> {
                response.setHeader("Allow", "POST, GET, DELETE");
                McpHttp.refuse(
                        response,
                        HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                        RpcError.invalidRequest("send messages by POST"));
            }
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        var accepts = HttpReply.accepts(request);
        if (accepts == Accepts.NEITHER) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_NOT_ACCEPTABLE,
                    RpcError.invalidRequest("accept both application/json and text/event-stream"));
            return;
        }
        var body = http.body(request, response);
        if (body.isEmpty()) {
            return;
        }
        var message = RpcReader.read(body.get());
        var version = Optional.ofNullable(request.getHeader(VERSION));
        var modern =
                version.flatMap(Revision::of).filter(Revision::stateless).isPresent()
                        || (message instanceof Request asked && StatelessEnvelope.marks(asked));
        if (modern) {
            if (http.admitted(principal, response)) {
                stateless.take(request, response, principal, message, accepts);
            }
            return;
        }
        if (!knownVersion(version, response)) {
            return;
        }
        switch (message) {
            case Malformed(var id, var error) -> malformed(response, id, error);
            case Request asked when asked.method().equals("initialize") ->
                    initialize(request, response, principal, asked, accepts);
            case Request asked -> {
                var session = session(request, response, principal);
                if (session.isPresent() && http.admitted(principal, response)) {
                    var bounds = RequestPrincipal.bounds(request);
                    http.run(
                            asked,
                            request,
                            response,
                            accepts,
                            call -> session.get().serve(asked, call, principal, bounds));
                }
            }
            case Notification told -> {
                var session = session(request, response, principal);
                if (session.isPresent() && http.admitted(principal, response)) {
                    session.get().notified(told);
                    response.setStatus(HttpServletResponse.SC_ACCEPTED);
                }
            }
            case Response answer -> {
                var session = session(request, response, principal);
                if (session.isPresent() && http.admitted(principal, response)) {
                    session.get().answered(answer);
                    response.setStatus(HttpServletResponse.SC_ACCEPTED);
                }
            }
        }
    }

    static void malformed(
            HttpServletResponse response,
            Optional<tools.jackson.databind.JsonNode> id,
            RpcError error)
            throws IOException {
        HttpReply.json(
                response,
                HttpServletResponse.SC_BAD_REQUEST,
                id.map(known -> new Outcome.Fault(error).answering(known))
                        .orElseGet(() -> Outcome.withoutId(error)));
    }

    private void initialize(
            HttpServletRequest request,
            HttpServletResponse response,
            Principal principal,
            Request asked,
            Accepts accepts)
            throws IOException {
        if (request.getHeader(SESSION) != null) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    RpcError.invalidRequest(
                            "`initialize` opens a session and cannot be sent in one"));
            return;
        }
        if (!http.admitted(principal, response)) {
            return;
        }
        var opened = sessions.open(principal, "http");
        if (opened.isEmpty()) {
            McpHttp.refuse(response, McpHttp.TOO_MANY_REQUESTS, RpcError.busy());
            return;
        }
        var session = opened.get();
        var outcome = session.initialize(asked);
        if (outcome instanceof Outcome.Fault) {
            sessions.close(session);
        } else {
            response.setHeader(SESSION, session.id());
        }
        http.run(
                asked, request, response, accepts, _ -> Optional.of(outcome.answering(asked.id())));
    }

    private void listen(
            HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        if (!HttpReply.accepts(request).events()) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_NOT_ACCEPTABLE,
                    RpcError.invalidRequest("a stream is text/event-stream; accept that"));
            return;
        }
        var version = Optional.ofNullable(request.getHeader(VERSION));
        if (version.flatMap(Revision::of).filter(Revision::stateless).isPresent()) {
            response.setHeader("Allow", "POST");
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    RpcError.invalidRequest("this revision has no such stream"));
            return;
        }
        if (!knownVersion(version, response)) {
            return;
        }
        var session = session(request, response, principal);
        if (session.isEmpty() || !http.admitted(principal, response)) {
            return;
        }
        var queue = ReplyQueue.forStream();
        if (!session.get().listen(queue)) {
            notFound(response);
            return;
        }
        http.stream(request, response, OPENING, queue, () -> session.get().unlisten(queue));
    }

    private void delete(
            HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        var session = session(request, response, principal);
        if (session.isPresent()) {
            sessions.close(session.get());
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    private static boolean knownVersion(Optional<String> version, HttpServletResponse response)
            throws IOException {
        if (version.isEmpty() || version.flatMap(Revision::of).isPresent()) {
            return true;
        }
        McpHttp.refuse(
                response,
                HttpServletResponse.SC_BAD_REQUEST,
                RpcError.invalidRequest(
                        "protocol version "
                                + Quote.of(version.get())
                                + " in `MCP-Protocol-Version` is not supported"));
        return false;
    }

    private Optional<Session> session(
            HttpServletRequest request, HttpServletResponse response, Principal principal)
            throws IOException {
        var id = request.getHeader(SESSION);
        if (id == null) {
            McpHttp.refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    RpcError.invalidRequest(
                            "the `Mcp-Session-Id` header is missing; send `initialize` first"));
            return Optional.empty();
        }
        var session = sessions.find(id, principal);
        if (session.isEmpty()) {
            notFound(response);
        }
        return session;
    }

    /// The same for a session that never was, that is over, and that belongs to another principal.
    static void notFound(HttpServletResponse response) throws IOException {
        McpHttp.refuse(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                RpcError.invalidRequest("there is no such session; send `initialize` again"));
    }
}
