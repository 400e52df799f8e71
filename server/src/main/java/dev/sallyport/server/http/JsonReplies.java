package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;

/// Short JSON error bodies: `{"error":"not_found","message":"…"}`. Safe from many threads.
public final class JsonReplies {

    private JsonReplies() {}

    /// Answers with an error and nothing else.
    ///
    /// @param code stable, in lower case with underscores
    /// @param message one sentence that starts in lower case and holds nothing of the request
    public static void error(HttpServletResponse response, int status, String code, String message)
            throws IOException {
        var bytes = body(code, message);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    static byte[] body(String code, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", code)
                .put("message", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
