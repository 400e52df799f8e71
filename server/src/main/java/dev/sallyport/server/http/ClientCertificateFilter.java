package dev.sallyport.server.http;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.tls.ClientCertificates;
import dev.sallyport.server.tls.ClientCertificates.Shown;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands on the certificate that the connection's client showed, if it holds at this request. Refuses nothing: a
/// request may have a token. Safe from many threads.
final class ClientCertificateFilter extends HttpFilter {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificateFilter.class);

    /// Set by the connector, from the handshake alone (Jakarta Servlet 6.1 §3.10).
    private static final String SHOWN = "jakarta.servlet.request.X509Certificate";

    private static final String HOLDS = "dev.sallyport.server.http.certificate";

    private final transient ClientCertificates certificates;

    ClientCertificateFilter(ClientCertificates certificates) {
        this.certificates = certificates;
    }

    /// The certificate that holds at this request; empty where none was shown, or it does not.
    static Optional<X509Certificate> holding(HttpServletRequest request) {
        return request.getAttribute(HOLDS) instanceof X509Certificate certificate
                ? Optional.of(certificate)
                : Optional.empty();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(SHOWN) instanceof X509Certificate[] shown) {
            switch (certificates.check(List.of(shown))) {
                case Shown.Holds(var certificate) -> request.setAttribute(HOLDS, certificate);
                case Shown.Fails(var reason) ->
                        LOG.info(
                                "the client certificate {} counts for nothing: {}",
                                name(shown),
                                reason);
            }
        }
        chain.doFilter(request, response);
    }

    private static String name(X509Certificate[] shown) {
        return shown.length == 0
                ? "(none)"
                : Quoted.of(shown[0].getSubjectX500Principal().getName());
    }
}
