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

    /// Answers those whom the pages are for; turns the others away.
    final void answer(
            HttpServletRequest request, HttpServletResponse response, Reception.Answer answer)
            throws IOException {
        try {
            Reception.receive(
                    signIn,
                    request,
                    response,
                    "Nothing was decided.",
                    reader -> {
                        if (isFor(reader.session().principal())) {
                            answer.to(reader);
                        } else {
                            notFound(response, reader);
                        }
                    });
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

    /// As [#answer], where there is a page at the servlet's own path and none beneath it.
    final void answerHere(
            HttpServletRequest request, HttpServletResponse response, Reception.Answer answer)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    if (path(request).isEmpty()) {
                        answer.to(reader);
                    } else {
                        notFound(response, reader);
                    }
                });
    }

    /// Beyond the servlet's own; empty for that itself.
    static String path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo()).orElse("");
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

    static void plain(HttpServletResponse response, int status, String heading, String what)
            throws IOException {
        Pages.write(response, status, Notice.of(Frame.ofStranger(heading), heading, what));
    }
}
