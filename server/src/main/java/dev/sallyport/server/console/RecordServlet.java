package dev.sallyport.server.console;

import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.history.HistoryException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pages over the record. Whoever may not read it is answered as if there were nothing; a bearer token opens nothing. They
/// have GET alone, which changes nothing.
abstract class RecordServlet extends ConsoleServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(RecordServlet.class);

    private final transient SignIn signIn;
    private final transient RecordReaders readers;

    RecordServlet(SignIn signIn, RecordReaders readers) {
        this.signIn = signIn;
        this.readers = readers;
    }

    /// What a reader may see under a path; empty where there is nothing.
    ///
    /// @param path behind that of the servlet; empty or with a slash in front
    /// @throws BadParameterException when a parameter is wrong
    abstract Optional<Page> page(HttpServletRequest request, String path, Visitor.SignedIn reader);

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Reception.receive(
                signIn,
                request,
                response,
                "Nothing was changed.",
                reader -> answer(request, response, reader));
    }

    private void answer(
            HttpServletRequest request, HttpServletResponse response, Visitor.SignedIn reader)
            throws IOException {
        if (!readers.mayRead(reader.session().principal())) {
            nothing(response, reader);
            return;
        }
        try {
            var path = Optional.ofNullable(request.getPathInfo()).orElse("");
            var page = page(request, path, reader);
            if (page.isPresent()) {
                write(response, page.get().status(), page.get());
            } else {
                nothing(response, reader);
            }
        } catch (BadParameterException e) {
            say(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    reader,
                    "That cannot be shown",
                    e.sentence());
        } catch (HistoryException e) {
            LOG.warn("a page over the record could not be shown", e);
            say(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    reader,
                    "The record cannot be read now",
                    RecordWords.unanswered(e.why()));
        }
    }

    private void nothing(HttpServletResponse response, Visitor.SignedIn reader) throws IOException {
        say(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                reader,
                "There is nothing here",
                "There is no such page, or it is not for you.");
    }

    private void say(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            String heading,
            String what)
            throws IOException {
        var frame = frame("Nothing here", reader, Optional.empty(), false);
        write(response, status, Notice.of(frame, heading, what));
    }

    private void write(HttpServletResponse response, int status, Page page) throws IOException {
        Pages.write(response, status, page, signIn.logoutOrigin());
    }

    Frame frame(String title, Visitor.SignedIn reader, Optional<Frame.Place> here, boolean live) {
        var who =
                Frame.Who.of(
                        reader.secret(),
                        reader.session(),
                        readers.rights(reader.session().principal()));
        return new Frame(title + " · Sallyport", Optional.of(who), here, live);
    }
}
