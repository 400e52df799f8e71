package dev.sallyport.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.function.Supplier;

/// First of all filters: a request under a name that is not ours is answered 403 and goes no further.
///
/// Metadata for clients may be read from any origin. The probes `/healthz` and `/readyz` are exempt, since orchestrators call them by pod address.
final class HostOriginFilter extends HttpFilter {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Supplier<AllowedHosts> allowed;

    HostOriginFilter(Supplier<AllowedHosts> allowed) {
        this.allowed = allowed;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("TRACE")) {
            JsonReplies.error(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    "method_not_allowed",
                    "this server takes no TRACE, which would send the headers back");
            return;
        }
        if (!HttpFront.PROBES.contains(request.getRequestURI())) {
            if (!allowed.get().host(request.getHeader("Host"))) {
                JsonReplies.error(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        "host_not_allowed",
                        "this server does not answer under that Host; call it by its listen address or public_url");
                return;
            }
            if (!isPublic(request) && !allowed.get().origin(request.getHeader("Origin"))) {
                JsonReplies.error(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        "origin_not_allowed",
                        "requests from that Origin are refused");
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /// Clients in browsers read it before they have anything to do with us.
    private static boolean isPublic(HttpServletRequest request) {
        var path = request.getRequestURI();
        return path.equals(ProtectedResource.WELL_KNOWN)
                || path.startsWith(ProtectedResource.WELL_KNOWN + "/");
    }
}
