package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/// `/.well-known/oauth-protected-resource` and, below it, one for each door: where a client gets a token. Anyone
/// may read it, a page of any origin too, since it holds nothing that is not public.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9728#section-3">RFC 9728 §3</a>
public final class ResourceMetadataServlet extends HttpServlet {

    public static final String MAPPING = ProtectedResource.WELL_KNOWN + "/*";

    @Serial private static final long serialVersionUID = 1L;

    private final transient ProtectedResource resource;

    public ResourceMetadataServlet(ProtectedResource resource) {
        this.resource = resource;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Access-Control-Allow-Origin", "*");
        switch (request.getMethod()) {
            case "GET", "HEAD" -> answer(request, response);
            case "OPTIONS" -> {
                response.setHeader("Access-Control-Allow-Methods", "GET");
                response.setHeader("Access-Control-Allow-Headers", "MCP-Protocol-Version");
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> {
                response.setHeader("Allow", "GET, HEAD, OPTIONS");
                JsonReplies.error(
                        response,
                        HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        "this path takes GET alone");
            }
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var suffix = request.getRequestURI().substring(ProtectedResource.WELL_KNOWN.length());
        var metadata = resource.metadata(request, suffix);
        if (metadata.isEmpty()) {
            JsonReplies.error(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "not_found",
                    "there is no such resource here");
            return;
        }
        var bytes = metadata.get().toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
