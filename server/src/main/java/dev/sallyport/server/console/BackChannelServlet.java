package dev.sallyport.server.console;

import dev.sallyport.server.console.ProviderSignIn.BackChannel;
import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/// `POST /logout/backchannel` is how the provider ends sessions (OpenID Connect Back-Channel Logout 1.0). Safe from many
/// threads.
final class BackChannelServlet extends HttpServlet {

    static final String MAPPING = "/logout/backchannel";

    @Serial private static final long serialVersionUID = 1L;

    private final transient ProviderSignIn signIn;

    BackChannelServlet(ProviderSignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LogoutServlet.onlyPost(response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pages.headers(response);
        var token = Form.read(request).field("logout_token");
        switch (token.map(signIn::backChannelLogout).orElse(BackChannel.REFUSED)) {
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
