package dev.sallyport.server.api;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Serves the description of the API at [#MAPPING]. It holds no secret and needs no principal.
public final class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    public static final String MAPPING = "/api/openapi.json";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getMethod().equals("GET")) {
            JsonAnswer.write(response, 200, document());
        } else {
            response.setHeader("Allow", "GET");
            JsonAnswer.of(
                            new ApiError(
                                    405,
                                    "METHOD_NOT_ALLOWED",
                                    "this path does not take this method"))
                    .write(response);
        }
    }

    static byte[] document() {
        try (var in =
                Objects.requireNonNull(
                        OpenApiServlet.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
