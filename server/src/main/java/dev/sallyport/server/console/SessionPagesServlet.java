package dev.sallyport.server.console;

import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.Part;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `GET /sessions` lists the sessions that are on record, `GET /sessions/{position}?at={position}` shows one at one of its
/// calls; both are named by where the log has their first record. Safe from many threads.
public final class SessionPagesServlet extends RecordServlet {

    public static final String MAPPING = "/sessions/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Pattern ONE = Pattern.compile("/([0-9]{1,18})");
    private static final String AT = "at";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    private final transient History history;

    public SessionPagesServlet(SignIn signIn, RecordReaders readers, History history) {
        super(signIn, readers);
        this.history = history;
    }

    @Override
    Optional<Page> page(HttpServletRequest request, String path, Visitor.SignedIn reader) {
        var asked = history.askedBy(reader.session().principal().subject());
        if (path.isEmpty()) {
            return Optional.of(list(request, reader, asked));
        }
        var one = ONE.matcher(path);
        if (!one.matches()) {
            return Optional.empty();
        }
        var at = Query.read(request, List.of(AT)).position(AT);
        return SessionPage.read(
                        frame("Session", reader, true), asked, Long.parseLong(one.group(1)), at)
                .map(Page.class::cast);
    }

    private Page list(HttpServletRequest request, Visitor.SignedIn reader, History asked) {
        var query = Query.read(request, List.of(BEFORE, AFTER));
        var before = query.position(BEFORE);
        var after = query.position(AFTER);
        if (before.isPresent() && after.isPresent()) {
            throw new BadParameterException("Give `before` or `after`, not both.");
        }
        var state = asked.state();
        return SessionsPage.of(
                frame("Sessions", reader, false),
                asked.sessions(new Part(before, after, SessionsPage.SIZE)),
                state);
    }

    private Frame frame(String title, Visitor.SignedIn reader, boolean live) {
        return frame(title, reader, Optional.of(Frame.Place.SESSIONS), live);
    }
}
