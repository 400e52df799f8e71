package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Who comes to a page, and what they may see of the console now. Safe from many threads.
///
/// @param policy in force
public record Reception(SignIn signIn, Supplier<? extends Authorizer> policy, Clock clock) {

    Instant now() {
        return clock.instant();
    }

    Set<ConsoleRight> rights(Visitor.SignedIn reader) {
        return policy.get().consoleRights(reader.session().principal(), now());
    }

    Visitor visitor(HttpServletRequest request) {
        return visitor(signIn, request);
    }

    /// What htmx fetches by itself is no sign that the human is there.
    static Visitor visitor(SignIn signIn, HttpServletRequest request) {
        var secret = signIn.cookies().session(request);
        return byItself(request) ? signIn.unattended(secret) : signIn.visitor(secret);
    }

    private static boolean byItself(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    /// What a page says to whoever is signed in.
    interface Answer {
        void to(Visitor.SignedIn reader) throws IOException;
    }

    /// Answers whoever is signed in, and turns the others away.
    ///
    /// @param nothing what did not happen, as a sentence, where somebody sent a form
    static void receive(
            SignIn signIn,
            HttpServletRequest request,
            HttpServletResponse response,
            String nothing,
            Answer answer)
            throws IOException {
        switch (visitor(signIn, request)) {
            case Visitor.SignedIn reader -> answer.to(reader);
            case Visitor.Nobody() -> turnAway(request, response, nothing);
            case Visitor.Unavailable() ->
                    Pages.write(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            Notice.notSignedIn(HomeServlet.AWAY));
        }
    }

    /// Answers whoever is not signed in.
    ///
    /// @param nothing what did not happen, as a sentence, where they sent a form
    static void turnAway(HttpServletRequest request, HttpServletResponse response, String nothing)
            throws IOException {
        if (request.getHeader("Authorization") != null) {
            var heading = "There is nothing here";
            Pages.write(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    Notice.of(
                            Frame.ofStranger(heading),
                            heading,
                            "A token opens no page; the API is under /api."));
            return;
        }
        if (byItself(request)) {
            response.setHeader("HX-Refresh", "true");
        }
        var query = request.getQueryString();
        var wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        Pages.write(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                request.getMethod().equals("GET")
                        ? new Page.SignInPage(wanted)
                        : Notice.notSignedIn("Your session is over. " + nothing));
    }

    Frame frame(String title, Visitor.SignedIn reader, Optional<Frame.Place> here, boolean live) {
        return new Frame(
                title + " · Sallyport",
                Optional.of(Frame.Who.of(reader.secret(), reader.session(), rights(reader))),
                here,
                live);
    }
}
