package dev.sallyport.server.console;

import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.JsonReplies;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.Set;

/// Lets a signed-in browser use the API: its cookie counts where a request brings no `Authorization` header. What has
/// one, or no cookie, goes to the filter for bearer tokens. Safe from many threads.
///
/// A browser sends cookies by itself, so whatever changes anything must also carry the session's own token in the
/// header [#CSRF_HEADER], which no other site can read or set, beside an `Origin` of ours if it has one.
public final class SessionFilter extends HttpFilter {

    public static final String CSRF_HEADER = "Sallyport-CSRF";

    @Serial private static final long serialVersionUID = 1L;

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final transient SignIn signIn;
    private final transient Filter bearer;

    /// @param bearer refuses what has neither a good token nor a session
    public SessionFilter(SignIn signIn, Filter bearer) {
        this.signIn = signIn;
        this.bearer = bearer;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var secret = signIn.cookies().session(request);
        if (request.getHeader("Authorization") != null || secret.isEmpty()) {
            bearer.doFilter(request, response, chain);
            return;
        }
        switch (signIn.visitor(secret)) {
            case Visitor.SignedIn(var own, var session) -> {
                if (!READING.contains(request.getMethod()) && !isMeant(request, own)) {
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_FORBIDDEN,
                            "csrf_token_required",
                            "send the session's token in the header " + CSRF_HEADER);
                    return;
                }
                RequestPrincipal.set(request, session.principal(), signIn.bounds(session));
                chain.doFilter(request, response);
            }
            case Visitor.Nobody() -> bearer.doFilter(request, response, chain);
            case Visitor.Unavailable() ->
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            "identity_unavailable",
                            "who you are cannot be checked now; try again later");
        }
    }

    private static boolean isMeant(HttpServletRequest request, SessionSecret secret) {
        return Optional.ofNullable(request.getHeader(CSRF_HEADER))
                .filter(secret::isCsrfToken)
                .isPresent();
    }
}
