package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who decides in whose place, for humans with a browser: `GET /approvals/delegations` shows what they gave and were given,
/// `POST` there gives, `POST /approvals/delegations/{id}/end` takes back. Safe from many threads.
///
/// A bearer token opens nothing here. No GET changes anything; a POST must come from a page of this server (`Origin`), and
/// carry the session's token.
public final class DelegationPagesServlet extends ReaderServlet {

    public static final String MAPPING = "/approvals/delegations/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Pattern END = Pattern.compile("/([a-z0-9_]{1,64})/end");
    private static final Form FRESH = new Form("");

    private final transient DelegationRights rights;
    private final transient Clock clock;

    public DelegationPagesServlet(
            SignIn signIn, DelegationRights rights, ApprovalRights approvalRights, Clock clock) {
        super(signIn, approvalRights);
        this.rights = rights;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answerHere(
                request,
                response,
                reader ->
                        show(response, HttpServletResponse.SC_OK, reader, FRESH, Optional.empty()));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var form = Form.read(request);
                    var end = END.matcher(path(request));
                    if (!form.isOwn(request, reader)) {
                        plain(
                                response,
                                HttpServletResponse.SC_FORBIDDEN,
                                "Nothing was changed",
                                "That did not come from the page of delegations. Open it again.");
                    } else if (path(request).isEmpty()) {
                        give(response, reader, form);
                    } else if (end.matches()) {
                        var ended = rights.end(reader.session().principal(), end.group(1));
                        said(response, reader, FRESH, ended);
                    } else {
                        notFound(response, reader);
                    }
                });
    }

    /// Everybody may be a delegate, or become one.
    @Override
    boolean isFor(Principal principal) {
        return true;
    }

    private void give(HttpServletResponse response, Visitor.SignedIn reader, Form form)
            throws IOException {
        var terms = DelegationsPage.terms(form, clock.instant());
        if (terms.isEmpty()) {
            show(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    reader,
                    form,
                    Optional.of(
                            "Nothing was changed. Give the day and the time at which it ends, as in"
                                    + " 2030-01-31T18:00."));
            return;
        }
        var given =
                rights.give(
                        reader.session().principal(),
                        reader.session().by().keyId(),
                        reader.session().presence(),
                        terms.get());
        said(response, reader, form, given);
    }

    private void said(
            HttpServletResponse response, Visitor.SignedIn reader, Form form, Delegated answer)
            throws IOException {
        switch (answer) {
            case Delegated.Accepted _ -> Pages.leadTo(response, Frame.Place.DELEGATIONS.path());
            case Delegated.Refused(var code, var message) ->
                    show(
                            response,
                            status(code),
                            reader,
                            form,
                            Optional.of("Nothing was changed: " + message.replace("`", "") + "."));
        }
    }

    private static int status(Delegated.Code code) {
        return switch (code) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case NOT_HUMAN, NO_ROLE, KEY_ENDED, FRESH_SIGN_IN_NEEDED ->
                    HttpServletResponse.SC_FORBIDDEN;
            case NOT_ACTIVE, TOO_MANY -> HttpServletResponse.SC_CONFLICT;
            case SELF, WRONG_TIME, WRONG_NAME -> HttpServletResponse.SC_BAD_REQUEST;
        };
    }

    private void show(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            Form filled,
            Optional<String> said)
            throws IOException {
        var page =
                DelegationsPage.read(
                        frame("Delegations", reader, Frame.Place.DELEGATIONS, false),
                        rights,
                        reader.session(),
                        filled,
                        clock.instant(),
                        said);
        write(response, status, page);
    }
}
