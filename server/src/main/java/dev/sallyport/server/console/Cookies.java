package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;

/// The console's two cookies: `__Host-sallyport` for the session, `__Host-sallyport-login` while one signs in.
///
/// The prefix makes browsers take them over https alone and from no other host. On a loopback listener without TLS
/// browsers would refuse it, so there the names are plain.
///
/// @see <a href="https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#section-4.1.3.2">
///     RFC 6265bis §4.1.3.2</a>
record Cookies(boolean secure) {

    private static final String SESSION = "sallyport";
    private static final String LOGIN = "sallyport-login";

    Optional<SessionSecret> session(HttpServletRequest request) {
        return value(request, name(SESSION)).flatMap(SessionSecret::parse);
    }

    Optional<String> login(HttpServletRequest request) {
        return value(request, name(LOGIN));
    }

    /// For as long as the browser runs; the server's limits hold in any case.
    void setSession(HttpServletResponse response, SessionSecret secret) {
        set(response, name(SESSION), secret.text(), "");
    }

    void setLogin(HttpServletResponse response, PendingLogin login) {
        set(response, name(LOGIN), login.text(), maxAge(PendingLogin.LASTS));
    }

    void clearSession(HttpServletResponse response) {
        set(response, name(SESSION), "", maxAge(Duration.ZERO));
    }

    void clearLogin(HttpServletResponse response) {
        set(response, name(LOGIN), "", maxAge(Duration.ZERO));
    }

    private String name(String plain) {
        return secure ? "__Host-" + plain : plain;
    }

    private static String maxAge(Duration age) {
        return "; Max-Age=" + age.toSeconds();
    }

    /// Lax, since the provider sends the browser back by a link; what changes anything needs more than the cookie.
    private void set(HttpServletResponse response, String name, String value, String maxAge) {
        response.addHeader(
                "Set-Cookie",
                name
                        + "="
                        + value
                        + "; Path=/; HttpOnly; SameSite=Lax"
                        + (secure ? "; Secure" : "")
                        + maxAge);
    }

    /// @return empty also when the browser sends two of one name: one of them would be another's
    private static Optional<String> value(HttpServletRequest request, String name) {
        var cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        Optional<String> found = Optional.empty();
        for (var cookie : cookies) {
            if (cookie.getName().equals(name)) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.ofNullable(cookie.getValue());
            }
        }
        return found;
    }
}
