package dev.sallyport.server.mcp;

import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.http.AuthenticationFilter.Scheme;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.CredentialBounds;
import jakarta.servlet.Filter;
import java.util.function.Predicate;

/// Puts the HTTP wires into a front: `/mcp`, `/sse` and `/sse/message`, behind authentication.
public final class McpWires {

    private McpWires() {}

    /// @param resource says where a client gets a token
    public static void install(
            HttpFront.Builder front,
            McpCore core,
            Authenticator authenticator,
            ProtectedResource resource,
            Admission admission,
            Predicate<CredentialBounds> stands) {
        install(
                front,
                core,
                new AuthenticationFilter(authenticator, Scheme.BEARER, resource),
                admission,
                resource,
                stands);
    }

    /// @param authentication must set [dev.sallyport.server.identity.RequestPrincipal]
    static void install(
            HttpFront.Builder front,
            McpCore core,
            Filter authentication,
            Admission admission,
            ProtectedResource resource,
            Predicate<CredentialBounds> stands) {
        var http = new McpHttp(core, admission, resource, stands);
        var streamable = new Sessions(core);
        var legacy = new Sessions(core);
        var sse = new SseServlet(core, http, legacy);
        front.filter("/mcp", authentication)
                .filter(SseServlet.STREAM, authentication)
                .filter(SseServlet.MESSAGE, authentication)
                .servlet("/mcp", new McpServlet(core, http, streamable))
                .servlet(SseServlet.STREAM, sse)
                .servlet(SseServlet.MESSAGE, sse)
                .onClose(http::close)
                .onClose(streamable::close)
                .onClose(legacy::close);
    }
}
