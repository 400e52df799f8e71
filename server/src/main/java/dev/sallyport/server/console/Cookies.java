package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
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

    /// @param base where browsers reach the gate
    static Cookies under(URI base) {
        return new Cookies("https".equals(base.getScheme()));
    }

    /// Whether the browser sent a session's cookie, good or not.
    boolean sent(HttpServletRequest request) {
        return value(request, name(SESSION)).isPresent();
    }

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

    /// Read as browsers write them, name by name (RFC 6265 §5.4), and nothing else: a reader that also takes commas,
    /// quotes or `$Version` for syntax finds our name inside of another's, which any sibling host may set.
    ///
    /// @return empty also when the browser sends two of one name: one of them would be another's
    private static Optional<String> value(HttpServletRequest request, String name) {
        var headers = request.getHeaders("Cookie");
        Optional<String> found = Optional.empty();
        while (headers != null && headers.hasMoreElements()) {
            for (var pair : headers.nextElement().split(";", -1)) {
                var equals = pair.indexOf('=');
                if (equals >= 0 && blanksOff(pair.substring(0, equals)).equals(name)) {
                    if (found.isPresent()) {
                        return Optional.empty();
                    }
                    found = Optional.of(blanksOff(pair.substring(equals + 1)));
                }
            }
        }
        return found;
    }

    private static String blanksOff(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
