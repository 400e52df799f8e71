package dev.sallyport.server.console;

import dev.sallyport.server.console.LocalSignIn.Finished;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where no provider is configured: `/login` has the form into which a human pastes a token, `POST /login/key` takes it.
/// Safe from many threads.
final class KeyLoginServlet extends ConsoleServlet {

    static final String LOGIN = "/login";
    static final String KEY = "/login/key";

    /// What a client that tried too often is told to wait.
    static final String RETRY_AFTER = Long.toString(FailedAttempts.WINDOW.toSeconds());

    static final int TOO_MANY_REQUESTS = 429;

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(KeyLoginServlet.class);

    private final transient LocalSignIn signIn;

    /// @param anew whether the form says that they are asked again
    private record Wanted(String returnTo, boolean anew) {
        static final Wanted USUAL = new Wanted("/", false);
    }

    KeyLoginServlet(LocalSignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // The cookie must be on the host under which browsers reach the gate.
        if (request.getServletPath().equals(KEY)
                || !LoginServlet.isUnder(signIn.base(), request.getHeader("Host"))) {
            Pages.headers(response);
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", signIn.base() + LOGIN);
            return;
        }
        form(
                response,
                HttpServletResponse.SC_OK,
                new Wanted(returnTo(request.getParameter("return")), LoginServlet.isAnew(request)),
                null);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!request.getServletPath().equals(KEY)) {
            response.setHeader("Allow", "GET");
            form(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    Wanted.USUAL,
                    SignInTexts.NOT_OURS);
            return;
        }
        if (!OwnForm.isFrom(request)) {
            form(response, HttpServletResponse.SC_FORBIDDEN, Wanted.USUAL, SignInTexts.NOT_OURS);
            return;
        }
        var sent = Form.read(request);
        var wanted =
                new Wanted(
                        returnTo(sent.field("return").orElse(null)),
                        sent.field(LoginServlet.ANEW).isPresent());
        var cookies = signIn.cookies();
        var finished =
                signIn.byKey(
                        sent.field("token").orElse(""),
                        ClientAddress.of(request),
                        cookies.session(request));
        switch (finished) {
            case Finished.SignedIn(var secret, var principal) -> {
                LOG.info("{} signed in by key", principal.subject());
                enter(response, cookies, secret, wanted.returnTo());
            }
            case Finished.Refused(var reason) -> {
                LOG.info("refused a sign-in by key: {}", reason);
                form(response, HttpServletResponse.SC_FORBIDDEN, wanted, SignInTexts.KEY_REFUSED);
            }
            case Finished.TooMany() -> {
                response.setHeader("Retry-After", RETRY_AFTER);
                form(response, TOO_MANY_REQUESTS, wanted, SignInTexts.TOO_MANY);
            }
            case Finished.Unrecorded() ->
                    form(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            wanted,
                            SignInTexts.UNRECORDED);
        }
    }

    /// Sends a browser that has just been signed in where it wanted to go, on the host that it called.
    static void enter(
            HttpServletResponse response, Cookies cookies, SessionSecret secret, String to) {
        Pages.headers(response);
        cookies.setSession(response, secret);
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", to);
    }

    private static void form(
            HttpServletResponse response, int status, Wanted wanted, @Nullable String problem)
            throws IOException {
        Pages.write(
                response,
                status,
                new Page.KeySignIn(wanted.returnTo(), wanted.anew(), Optional.ofNullable(problem)));
    }

    private static String returnTo(@Nullable String wanted) {
        return wanted != null && PendingLogin.isLocal(wanted) ? wanted : "/";
    }
}
