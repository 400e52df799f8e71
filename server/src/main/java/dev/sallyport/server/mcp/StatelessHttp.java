package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.mcp.HttpReply.Accepts;
import dev.sallyport.server.mcp.RpcMessage.Malformed;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import dev.sallyport.server.mcp.StatelessEnvelope.Envelope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// The stateless revision over HTTP: every request stands alone, and its headers must tell the same as its
/// body. Safe from many threads.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">
///     MCP 2026-07-28, Streamable HTTP</a>
final class StatelessHttp {

    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";

    /// Which parameter `Mcp-Name` repeats.
    private static final Map<String, String> NAMED_BY =
            Map.of(
                    "tools/call", "name",
                    "prompts/get", "name",
                    "resources/read", "uri",
                    "tasks/get", "taskId",
                    "tasks/update", "taskId",
                    "tasks/cancel", "taskId");

    private static final String BASE64_OPENS = "=?base64?";
    private static final String BASE64_CLOSES = "?=";

    private final McpCore core;
    private final McpHttp http;

    StatelessHttp(McpCore core, McpHttp http) {
        this.core = core;
        this.http = http;
    }

    void take(
            HttpServletRequest request,
            HttpServletResponse response,
            Principal principal,
            RpcMessage message,
            Accepts accepts)
            throws IOException {
        switch (message) {
            case Malformed(var id, var error) -> McpServlet.malformed(response, id, error);
            // Closing the response is the cancellation here, and no other notification is defined.
            case Notification _ -> response.setStatus(HttpServletResponse.SC_ACCEPTED);
            case Response(var id, _) ->
                    McpServlet.malformed(
                            response,
                            Optional.of(id),
                            RpcError.invalidRequest("clients send no responses in this revision"));
            case Request asked -> asked(request, response, principal, asked, accepts);
        }
    }

    private void asked(
            HttpServletRequest request,
            HttpServletResponse response,
            Principal principal,
            Request asked,
            Accepts accepts)
            throws IOException {
        var mismatch = mismatch(request, asked);
        if (mismatch.isPresent()) {
            fault(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    asked,
                    RpcError.headerMismatch(mismatch.get()));
            return;
        }
        switch (StatelessEnvelope.read(
                asked, principal, RequestPrincipal.bounds(request), core.newId(), "stateless")) {
            case Envelope.Bad(var error) ->
                    fault(response, HttpServletResponse.SC_BAD_REQUEST, asked, error);
            case Envelope.Good(var speaker) -> {
                if (core.method(speaker.revision(), asked.method()).isEmpty()) {
                    fault(
                            response,
                            HttpServletResponse.SC_NOT_FOUND,
                            asked,
                            RpcError.methodNotFound(asked.method()));
                    return;
                }
                var alone = new CallRegistry(1);
                http.run(
                        asked,
                        request,
                        response,
                        accepts,
                        call -> core.serve(alone, asked, speaker, call));
            }
        }
    }

    private static void fault(
            HttpServletResponse response, int status, Request asked, RpcError error)
            throws IOException {
        HttpReply.json(response, status, new Outcome.Fault(error).answering(asked.id()));
    }

    private static Optional<String> mismatch(HttpServletRequest request, Request asked) {
        var version = one(request, McpServlet.VERSION);
        if (version.isEmpty()) {
            return Optional.of("the `MCP-Protocol-Version` header must be sent once");
        }
        var named = StatelessEnvelope.version(asked);
        if (named.isPresent() && !named.equals(version)) {
            return Optional.of(
                    "the `MCP-Protocol-Version` header differs from the version in `_meta`");
        }
        if (!one(request, METHOD).equals(Optional.of(asked.method()))) {
            return Optional.of("the `Mcp-Method` header must repeat the method");
        }
        var by = NAMED_BY.get(asked.method());
        if (by == null) {
            return Optional.empty();
        }
        var value = asked.params().path(by);
        var header = one(request, NAME);
        if (!value.isString()) {
            // A missing or mistyped parameter is for the method to refuse.
            return header.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the `Mcp-Name` header names what the body does not");
        }
        return header.flatMap(StatelessHttp::decode).equals(Optional.of(value.stringValue()))
                ? Optional.empty()
                : Optional.of("the `Mcp-Name` header must repeat `" + by + "`");
    }

    private static Optional<String> one(HttpServletRequest request, String name) {
        var values = Collections.list(request.getHeaders(name));
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static Optional<String> decode(String header) {
        if (!header.startsWith(BASE64_OPENS)
                || !header.endsWith(BASE64_CLOSES)
                || header.length() < BASE64_OPENS.length() + BASE64_CLOSES.length()) {
            return header.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                    ? Optional.of(header)
                    : Optional.empty();
        }
        try {
            var bytes =
                    Base64.getDecoder()
                            .decode(
                                    header.substring(
                                            BASE64_OPENS.length(),
                                            header.length() - BASE64_CLOSES.length()));
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
