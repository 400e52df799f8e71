package dev.sallyport.server.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the API.
///
/// @param challenge the `WWW-Authenticate` of a 401
record JsonAnswer(int status, ObjectNode body, String challenge) {
    JsonAnswer(int status, ObjectNode body) {
        this(status, body, "Bearer");
    }

    static JsonAnswer of(ApiError error) {
        var body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("code", error.code()).put("message", error.message());
        return new JsonAnswer(error.status(), body, error.challenge());
    }

    void write(HttpServletResponse response) throws IOException {
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", challenge);
        }
        write(response, status, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void write(HttpServletResponse response, int status, byte[] json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
