package dev.sallyport.server.console;

import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// `POST /logout` ends the session of a browser, here and at the provider; `POST /logout/backchannel` is how the
/// provider ends sessions (OpenID Connect Back-Channel Logout 1.0). Safe from many threads.
public final class LogoutServlet extends HttpServlet {

    public static final String LOGOUT = "/logout";
    public static final String BACK_CHANNEL = "/logout/backchannel";

    @Serial private static final long serialVersionUID = 1L;

    private final transient SignIn signIn;

    public LogoutServlet(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Allow", "POST");
        JsonReplies.error(
                response,
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "signing out is a POST, which the first page makes");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pages.headers(response);
        if (request.getServletPath().equals(BACK_CHANNEL)) {
            backChannel(request, response);
        } else {
            signOut(request, response);
        }
    }

    private void signOut(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var cookies = signIn.cookies();
        var secret = cookies.session(request);
        var to = signIn.base() + "/";
        if (secret.isPresent()) {
            var token = FormBody.read(request).field("csrf");
            if (token.isEmpty() || !secret.get().isCsrfToken(token.get())) {
                Pages.write(response, HttpServletResponse.SC_FORBIDDEN, Notice.notSignedOut());
                return;
            }
            to = signIn.signOut(secret.get()).map(Object::toString).orElse(to);
        }
        // A page of another site gets nothing cleared: the browser sends it no cookie.
        if (cookies.sent(request)) {
            cookies.clearSession(response);
        }
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", to);
    }

    private void backChannel(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = FormBody.read(request).field("logout_token");
        var done = token.map(signIn::backChannelLogout).orElse(SignIn.BackChannel.REFUSED);
        switch (done) {
            case DONE -> response.setStatus(HttpServletResponse.SC_OK);
            case REFUSED ->
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_BAD_REQUEST,
                            "invalid_request",
                            "the logout token is not valid here");
            case UNAVAILABLE ->
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            "temporarily_unavailable",
                            "the logout token cannot be checked now; send it again");
        }
    }
}
