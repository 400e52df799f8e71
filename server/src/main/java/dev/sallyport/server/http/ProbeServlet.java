package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/// A probe for an orchestrator: 200 `ok`, or 503 `not ready`.
final class ProbeServlet extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    private final transient BooleanSupplier good;

    ProbeServlet(BooleanSupplier good) {
        this.good = good;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var ok = good.getAsBoolean();
        response.setStatus(
                ok ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("text/plain");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream()
                .write((ok ? "ok\n" : "not ready\n").getBytes(StandardCharsets.US_ASCII));
    }
}
