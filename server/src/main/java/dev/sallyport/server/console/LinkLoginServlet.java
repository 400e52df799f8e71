package dev.sallyport.server.console;

import dev.sallyport.server.console.LocalSignIn.Finished;
import dev.sallyport.server.console.Page.Notice;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/login/once?code=…` shows whom the link signs in, `POST /login/once` uses it up. Safe from many threads.
final class LinkLoginServlet extends ConsoleServlet {

    static final String MAPPING = "/login/once";

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(LinkLoginServlet.class);

    private final transient LocalSignIn signIn;

    LinkLoginServlet(LocalSignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var code = Optional.ofNullable(request.getParameter("code")).orElse("");
        var offered = signIn.offered(code);
        if (offered.isEmpty()) {
            // Any page can make a browser come here, so nothing is logged or counted.
            refuse(response, HttpServletResponse.SC_FORBIDDEN, SignInTexts.LINK_DEAD);
            return;
        }
        Pages.writeUnderSecretAddress(
                response,
                HttpServletResponse.SC_OK,
                new Page.LinkSignIn(offered.get().subject(), code));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!OwnForm.isFrom(request)) {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, SignInTexts.NOT_OURS);
            return;
        }
        var code = Form.read(request).field("code").orElse("");
        var cookies = signIn.cookies();
        switch (signIn.byLink(code, ClientAddress.of(request), cookies.session(request))) {
            case Finished.SignedIn(var secret, var principal) -> {
                LOG.info("{} signed in by a one-time link", principal.subject());
                KeyLoginServlet.enter(response, cookies, secret, "/");
            }
            case Finished.Refused(var reason) -> dead(response, reason);
            case Finished.TooMany() -> tooMany(response);
            case Finished.Unrecorded() ->
                    refuse(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            SignInTexts.UNRECORDED);
        }
    }

    private static void dead(HttpServletResponse response, String reason) throws IOException {
        LOG.info("refused a sign-in by link: {}", reason);
        refuse(response, HttpServletResponse.SC_FORBIDDEN, SignInTexts.LINK_DEAD);
    }

    private static void tooMany(HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", KeyLoginServlet.RETRY_AFTER);
        refuse(response, KeyLoginServlet.TOO_MANY_REQUESTS, SignInTexts.TOO_MANY);
    }

    private static void refuse(HttpServletResponse response, int status, String what)
            throws IOException {
        Pages.writeUnderSecretAddress(response, status, Notice.notSignedInHere(what));
    }
}
