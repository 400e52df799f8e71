package dev.sallyport.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.ProviderSignIn.CallbackRequest;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/login` sends the browser to the provider, `/login/callback` takes it back. Safe from many threads.
final class LoginServlet extends ConsoleServlet {

    static final String LOGIN = "/login";
    static final String CALLBACK = "/login/callback";

    /// In the query of [#LOGIN].
    static final String ANEW = "anew";

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(LoginServlet.class);

    /// Codes of the usual providers have some 1,500 characters at most.
    private static final int PARAMETER_LENGTH_MAX = 4096;

    private final transient ProviderSignIn signIn;

    LoginServlet(ProviderSignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pages.headers(response);
        if (request.getServletPath().equals(CALLBACK)) {
            finish(request, response);
        } else {
            begin(request, response);
        }
    }

    private void begin(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // The cookie must be on the host to which the provider sends the browser back.
        if (!isUnder(signIn.base(), request.getHeader("Host"))) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", signIn.base() + LOGIN);
            return;
        }
        try {
            var begun = signIn.begin(parameter(request, "return").orElse("/"), isAnew(request));
            signIn.cookies().setLogin(response, begun.login());
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", begun.to().toString());
        } catch (IOException e) {
            LOG.warn("nobody can sign in now: {}", e.toString());
            away(response);
        }
    }

    private void finish(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var cookies = signIn.cookies();
        var finished =
                signIn.finish(
                        new CallbackRequest(
                                cookies.login(request),
                                parameter(request, "state"),
                                parameter(request, "code"),
                                parameter(request, "iss"),
                                parameter(request, "error")),
                        cookies.session(request));
        cookies.clearLogin(response);
        switch (finished) {
            case Finished.SignedIn(var secret, var principal, var returnTo) -> {
                LOG.info("{} signed in", principal.subject());
                cookies.setSession(response, secret);
                response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                response.setHeader("Location", signIn.base() + returnTo);
            }
            case Finished.Refused(var reason) -> {
                LOG.info("refused a sign-in: {}", reason);
                Pages.write(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        Notice.notSignedIn(
                                "The sign-in did not come to an end. It may have taken too long, or begun in another"
                                        + " browser."));
            }
            case Finished.NotAnew(var reason) -> {
                LOG.warn("refused to take a sign-in for a new one: {}", reason);
                Pages.write(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        Notice.of(
                                Frame.ofStranger("Not signed in again"),
                                "Not signed in again",
                                "Your identity provider did not say that it asked you again just now. Whoever runs"
                                        + " this gate finds the reason in its log."));
            }
            case Finished.Unavailable(var reason) -> {
                LOG.warn("a sign-in could not be finished: {}", reason);
                away(response);
            }
        }
    }

    /// Whether a human is to be asked again who may be signed in already.
    static boolean isAnew(HttpServletRequest request) {
        return "1".equals(request.getParameter(ANEW));
    }

    /// Where a human signs in anew and comes back.
    ///
    /// @param returnTo a path of the console, of visible ASCII
    static String anew(String returnTo) {
        return LOGIN + "?" + ANEW + "=1&return=" + URLEncoder.encode(returnTo, UTF_8);
    }

    private static void away(HttpServletResponse response) throws IOException {
        Pages.write(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Notice.notSignedIn("Your identity provider does not answer now."));
    }

    /// Whether a `Host` header names where browsers reach the gate.
    static boolean isUnder(URI base, String host) {
        var authority = String.valueOf(base.getRawAuthority());
        var usual = "https".equals(base.getScheme()) ? ":443" : ":80";
        return authority.equalsIgnoreCase(host) || (authority + usual).equalsIgnoreCase(host);
    }

    /// @return empty also for what is given twice, or too long
    private static Optional<String> parameter(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        return values != null && values.length == 1 && values[0].length() <= PARAMETER_LENGTH_MAX
                ? Optional.of(values[0]).filter(value -> !value.isEmpty())
                : Optional.empty();
    }
}
