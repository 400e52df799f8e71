package dev.sallyport.server.http;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.Presented;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets through only requests with a good token, and hands their [Principal] on by
/// [RequestPrincipal].
///
/// The token comes in the `Authorization` header alone, never in the query. Under [Scheme#BASIC] (git) it is
/// the password; the user name counts for nothing. Where there is no such header at all, the client certificate of the
/// connection counts, if it names an agent. Safe from many threads.
public final class AuthenticationFilter extends HttpFilter {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFilter.class);

    /// Longer than any JWT we would take, shorter than the header limit.
    private static final int TOKEN_CHARS_MAX = 8 * 1024;

    /// Keys that could not be fetched are asked for this often.
    private static final String RETRY_AFTER_SECONDS = "10";

    private final transient Authenticator authenticator;
    private final Scheme scheme;
    private final transient ProtectedResource resource;

    /// How the token may be presented.
    public enum Scheme {
        /// `Authorization: Bearer TOKEN` or `DPoP TOKEN`.
        BEARER,
        /// The same, or `Authorization: Basic`, whose password is the token.
        BASIC
    }

    /// @param resource says where a client gets a token
    public AuthenticationFilter(
            Authenticator authenticator, Scheme scheme, ProtectedResource resource) {
        this.authenticator = authenticator;
        this.scheme = scheme;
        this.resource = resource;
    }

    /// Who makes this request.
    ///
    /// @throws IllegalStateException when no such filter guards the path: a defect in the wiring
    public static Principal principal(HttpServletRequest request) {
        return RequestPrincipal.get(request)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "the path is not guarded by an authentication filter"));
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var certificate = ClientCertificateFilter.holding(request);
        if (certificate.isPresent() && request.getHeader("Authorization") == null) {
            byCertificate(certificate.get(), request, response, chain);
            return;
        }
        var token = token(request);
        if (token.isEmpty()) {
            challenge(request, response, false);
            return;
        }
        if (token.get().text().length() > TOKEN_CHARS_MAX) {
            LOG.info("refused a token on {}: it is too long", door(request));
            challenge(request, response, true);
            return;
        }
        var sent = presented(request, token.get());
        serve("token", () -> authenticator.authenticate(sent), request, response, chain);
    }

    private void byCertificate(
            X509Certificate certificate,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (isOfAnotherSite(request)) {
            LOG.info(
                    "refused a client certificate on {}: another site sent a browser",
                    door(request));
            challenge(request, response, false);
            return;
        }
        serve(
                "client certificate",
                () -> authenticator.authenticate(certificate),
                request,
                response,
                chain);
    }

    /// @param credential what is checked, for the operator's log
    private void serve(
            String credential,
            Supplier<Authentication> check,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Authentication authentication;
        try {
            authentication = check.get();
        } catch (RuntimeException e) {
            LOG.error("a {} on {} could not be checked", credential, door(request), e);
            unavailable(response);
            return;
        }
        switch (authentication) {
            case Authentication.Known(var principal, var bounds) -> {
                RequestPrincipal.set(request, principal, bounds);
                chain.doFilter(request, response);
            }
            case Authentication.Refused(var reason) -> {
                LOG.info("refused a {} on {}: {}", credential, door(request), reason);
                challenge(request, response, request.getHeader("Authorization") != null);
            }
            case Authentication.Unavailable(var reason) -> {
                LOG.warn("a {} on {} could not be checked: {}", credential, door(request), reason);
                unavailable(response);
            }
        }
    }

    /// A browser shows its certificate by itself, whoever made it send the request (Fetch Metadata).
    private static boolean isOfAnotherSite(HttpServletRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /// The path, which a stranger may have written, as the log can bear it.
    private static String door(HttpServletRequest request) {
        return Quoted.of(request.getServletPath());
    }

    private static void unavailable(HttpServletResponse response) throws IOException {
        response.setHeader("Connection", "close");
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        JsonReplies.error(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "identity_unavailable",
                "who you are cannot be checked now; try again later");
    }

    /// @param scheme how it was sent
    private record Sent(String text, Presented.Scheme scheme) {}

    private Presented presented(HttpServletRequest request, Sent sent) {
        return new Presented(
                sent.text(),
                sent.scheme(),
                Collections.list(request.getHeaders("DPoP")),
                request.getMethod(),
                resource.url(request),
                ClientCertificateFilter.holding(request));
    }

    private Optional<Sent> token(HttpServletRequest request) {
        var headers = request.getHeaders("Authorization");
        if (!headers.hasMoreElements()) {
            return Optional.empty();
        }
        var header = headers.nextElement();
        if (headers.hasMoreElements()) {
            return Optional.empty();
        }
        var bearer = after(header, "Bearer ");
        if (bearer != null) {
            return usable(bearer.strip(), Presented.Scheme.BEARER);
        }
        var bound = after(header, "DPoP ");
        if (bound != null) {
            return usable(bound.strip(), Presented.Scheme.DPOP);
        }
        var basic = scheme == Scheme.BASIC ? after(header, "Basic ") : null;
        return basic == null ? Optional.empty() : password(basic.strip());
    }

    private static Optional<Sent> password(String credentials) {
        try {
            var pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            var colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : usable(pair.substring(colon + 1), Presented.Scheme.BEARER);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Sent> usable(String token, Presented.Scheme scheme) {
        return token.isEmpty() ? Optional.empty() : Optional.of(new Sent(token, scheme));
    }

    private static @Nullable String after(String header, String prefix) {
        return header.regionMatches(true, 0, prefix, 0, prefix.length())
                ? header.substring(prefix.length())
                : null;
    }

    private void challenge(HttpServletRequest request, HttpServletResponse response, boolean bad)
            throws IOException {
        var bearer = new StringBuilder("Bearer");
        var separator = ' ';
        if (bad) {
            bearer.append(" error=\"invalid_token\"");
            separator = ',';
        }
        var metadata = resource.metadataUrl(request);
        if (metadata.isPresent()) {
            bearer.append(separator)
                    .append("resource_metadata=\"")
                    .append(metadata.get())
                    .append('"');
        }
        response.setHeader("WWW-Authenticate", bearer.toString());
        if (scheme == Scheme.BASIC) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"sallyport\"");
            response.addHeader("WWW-Authenticate", bearer.toString());
        }
        resource.proofAlgorithms()
                .ifPresent(algorithms ->
                        response.addHeader("WWW-Authenticate", "DPoP algs=\"" + algorithms + '"'));
        // The body is never read on an unauthenticated request, so the connection cannot be reused
        // safely.
        if (request.getContentLengthLong() != 0 && !request.getMethod().equals("GET")) {
            response.setHeader("Connection", "close");
        }
        JsonReplies.error(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                bad ? "invalid_token" : "token_required",
                bad
                        ? "the token is not valid here; it may be meant for another place, or have expired or been revoked"
                        : "send a token in the Authorization header");
    }
}
