package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The console's one style sheet.
public final class StyleServlet extends HttpServlet {

    public static final String MAPPING = "/console.css";

    @Serial private static final long serialVersionUID = 1L;

    private final transient byte[] style = read();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pages.headers(response);
        response.setHeader("Cache-Control", "public, max-age=300");
        response.setContentType("text/css;charset=utf-8");
        response.setContentLength(style.length);
        response.getOutputStream().write(style);
    }

    private static byte[] read() {
        try (var stream = StyleServlet.class.getResourceAsStream("console.css")) {
            return Objects.requireNonNull(stream, "console.css").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
