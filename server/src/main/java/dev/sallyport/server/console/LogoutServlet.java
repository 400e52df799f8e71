package dev.sallyport.server.console;

import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// `POST /logout` ends the session of a browser, here and at the provider where there is one. Safe from many threads.
final class LogoutServlet extends ConsoleServlet {

    static final String LOGOUT = "/logout";

    @Serial private static final long serialVersionUID = 1L;

    private final transient SignIn signIn;

    LogoutServlet(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        onlyPost(response);
    }

    static void onlyPost(HttpServletResponse response) throws IOException {
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
        var cookies = signIn.cookies();
        var secret = cookies.session(request);
        var to = signIn.base() + "/";
        if (secret.isPresent()) {
            var token = Form.read(request).field("csrf");
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
}
