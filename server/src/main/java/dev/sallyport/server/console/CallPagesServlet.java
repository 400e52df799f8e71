package dev.sallyport.server.console;

import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.history.History;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `GET /calls` searches the calls that are on record, `GET /calls/{id}` shows one, `GET /calls/{id}/whole` with nothing
/// left out. Safe from many threads.
public final class CallPagesServlet extends RecordServlet {

    public static final String MAPPING = "/calls/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Pattern ONE =
            Pattern.compile("/([A-Za-z0-9_-]{1,64})(" + CallPage.WHOLE + ")?");

    private final transient History history;

    public CallPagesServlet(SignIn signIn, RecordReaders readers, History history) {
        super(signIn, readers);
        this.history = history;
    }

    @Override
    Optional<Page> page(HttpServletRequest request, String path, Visitor.SignedIn reader) {
        var asked = history.askedBy(reader.session().principal().subject());
        if (path.isEmpty()) {
            var form = CallForm.read(request);
            return Optional.of(CallsPage.read(frame("Calls", reader, form.live()), asked, form));
        }
        var one = ONE.matcher(path);
        if (!one.matches()) {
            return Optional.empty();
        }
        var _ = Query.read(request, List.of());
        return asked.call(one.group(1))
                .map(call ->
                        CallPage.of(
                                frame("Call", reader, false), call, asked, one.group(2) != null));
    }

    private Frame frame(String title, Visitor.SignedIn reader, boolean live) {
        return frame(title, reader, Optional.of(Frame.Place.CALLS), live);
    }
}
