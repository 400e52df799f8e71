package dev.sallyport.server.http;

import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.List;

/// The outermost filter: tells of what the others and the servlets refuse.
final class RefusalFilter extends HttpFilter {

    @Serial private static final long serialVersionUID = 1L;

    private static final List<String> DOORS = List.of("/mcp", "/sse", "/api", "/git");

    private final transient RefusalListener listener;

    RefusalFilter(RefusalListener listener) {
        this.listener = listener;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        int status = response.getStatus();
        if (status >= 400 && status < 500) {
            listener.refused(door(request.getRequestURI()), status, RequestPrincipal.get(request));
        }
    }

    private static String door(String path) {
        return DOORS.stream()
                .filter(door -> path.equals(door) || path.startsWith(door + "/"))
                .findFirst()
                .orElse("other");
    }
}
