package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.TamperedException;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pages about held calls, for whoever is signed in and may see them; to all others it is as if there were nothing. A
/// bearer token opens none.
abstract class ReaderServlet extends ConsoleServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ReaderServlet.class);

    private final transient SignIn signIn;
    private final transient ApprovalRights rights;

    ReaderServlet(SignIn signIn, ApprovalRights rights) {
        this.signIn = signIn;
        this.rights = rights;
    }

    /// Whether these pages are for this human at all.
    abstract boolean isFor(Principal principal);

    interface Answer {
        void to(Visitor.SignedIn reader) throws IOException;
    }

    /// Answers those whom the pages are for; turns the others away.
    final void answer(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        try {
            switch (Reception.visitor(signIn, request)) {
                case Visitor.SignedIn reader -> {
                    if (isFor(reader.session().principal())) {
                        answer.to(reader);
                    } else {
                        notFound(response, reader);
                    }
                }
                case Visitor.Nobody() ->
                        Reception.turnAway(request, response, "Nothing was decided.");
                case Visitor.Unavailable() ->
                        Pages.write(
                                response,
                                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                                Notice.notSignedIn(HomeServlet.AWAY));
            }
        } catch (TamperedException e) {
            LOG.error("tampering: a request is not shown", e);
            plain(
                    response,
                    HttpServletResponse.SC_CONFLICT,
                    "This request was changed",
                    "The stored request is not the one that was made. It will never run; tell whoever operates this"
                            + " gate.");
        }
    }

    /// When that on which the reader's word stands ends by itself; empty where it is a key, of which the gate knows.
    final Optional<Instant> vouchedUntil(Visitor.SignedIn reader) {
        return signIn.bounds(reader.session()).expires();
    }

    final Frame frame(String title, Visitor.SignedIn reader, Frame.Place here, boolean live) {
        return frame(title, reader, Optional.of(here), live);
    }

    private Frame frame(
            String title, Visitor.SignedIn reader, Optional<Frame.Place> here, boolean live) {
        var who =
                Frame.Who.of(
                        reader.secret(),
                        reader.session(),
                        rights.rights(reader.session().principal()),
                        rights.decidesForOthers(reader.session().principal()));
        return new Frame(title + " · Sallyport", Optional.of(who), here, live);
    }

    final void notFound(HttpServletResponse response, Visitor.SignedIn reader) throws IOException {
        write(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                Notice.of(
                        frame("Nothing here", reader, Optional.empty(), false),
                        "There is nothing here",
                        "There is no such page, or it is not for you."));
    }

    final void write(HttpServletResponse response, int status, Page page) throws IOException {
        Pages.write(response, status, page, signIn.logoutOrigin());
    }

    /// After a form that did what it should.
    static void leadTo(HttpServletResponse response, String path) {
        Pages.headers(response);
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
    }

    static void plain(HttpServletResponse response, int status, String heading, String what)
            throws IOException {
        Pages.write(response, status, Notice.of(Frame.ofStranger(heading), heading, what));
    }
}
