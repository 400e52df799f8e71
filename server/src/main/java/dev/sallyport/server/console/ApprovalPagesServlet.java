package dev.sallyport.server.console;

import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.TamperedException;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Held calls for humans with a browser: `GET /approvals` lists them, `GET /approvals/{id}` shows one,
/// `GET /approvals/{id}/whole` shows it with nothing left out, `POST /approvals/{id}/decision` decides;
/// `GET /approvals/approvers` tells how they are decided. Safe from many threads.
///
/// A bearer token opens nothing here, and whoever has neither the right to decide nor to audit is answered as if there
/// were nothing. No GET changes anything; a POST must come from a page of this server (`Origin`), and carry the session's
/// token and the digest of what was shown.
public final class ApprovalPagesServlet extends ConsoleServlet {

    public static final String MAPPING = "/approvals/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalPagesServlet.class);

    // Ids begin otherwise.
    private static final String APPROVERS = "/approvers";
    private static final Pattern ONE = Pattern.compile("/([a-z0-9_]{1,64})(/whole|/decision)?");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    private final transient SignIn signIn;
    private final transient Approvals approvals;
    private final transient ApprovalRights rights;
    private final transient DecisionPages pages;
    private final transient Clock clock;
    private final transient RefusedForms refusedForms;

    public ApprovalPagesServlet(
            SignIn signIn,
            Approvals approvals,
            ApprovalRights rights,
            DecisionPages pages,
            Clock clock) {
        this.signIn = signIn;
        this.approvals = approvals;
        this.rights = rights;
        this.pages = pages;
        this.clock = clock;
        this.refusedForms = new RefusedForms(approvals, clock);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var path = Optional.ofNullable(request.getPathInfo()).orElse("");
                    if (path.isEmpty()) {
                        list(request, response, reader);
                        return;
                    }
                    if (path.equals(APPROVERS)) {
                        approvers(response, reader);
                        return;
                    }
                    var one = ONE.matcher(path);
                    if (!one.matches() || "/decision".equals(one.group(2))) {
                        notFound(response, reader);
                        return;
                    }
                    show(response, reader, one.group(1), one.group(2) != null);
                });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var path = Optional.ofNullable(request.getPathInfo()).orElse("");
                    var one = ONE.matcher(path);
                    if (one.matches() && "/decision".equals(one.group(2))) {
                        decide(request, response, reader, one.group(1));
                    } else {
                        notFound(response, reader);
                    }
                });
    }

    private interface Answer {
        void to(Visitor.SignedIn reader) throws IOException;
    }

    /// Answers whoever may see held calls at all; turns the others away.
    private void answer(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        try {
            switch (visitor(request)) {
                case Visitor.SignedIn reader -> {
                    if (rights.seesAll(reader.session().principal())) {
                        answer.to(reader);
                    } else {
                        notFound(response, reader);
                    }
                }
                case Visitor.Nobody() -> stranger(request, response);
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

    /// What htmx fetches by itself is no sign that the human is there.
    private Visitor visitor(HttpServletRequest request) {
        var secret = signIn.cookies().session(request);
        return byItself(request) ? signIn.unattended(secret) : signIn.visitor(secret);
    }

    private static boolean byItself(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    private static void stranger(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getHeader("Authorization") != null) {
            plain(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "There is nothing here",
                    "A token opens no page; the API is under /api.");
            return;
        }
        if (byItself(request)) {
            response.setHeader("HX-Refresh", "true");
        }
        boolean get = request.getMethod().equals("GET");
        var query = request.getQueryString();
        var wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        Pages.write(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                get
                        ? new Page.SignInPage(wanted)
                        : Notice.notSignedIn("Your session is over. Nothing was decided."));
    }

    private void list(
            HttpServletRequest request, HttpServletResponse response, Visitor.SignedIn reader)
            throws IOException {
        var state = Optional.ofNullable(request.getParameter("state")).orElse("pending");
        var number = Optional.ofNullable(request.getParameter("page")).orElse("1");
        if (!(state.equals("pending") || state.equals("all"))
                || !NUMBER.matcher(number).matches()) {
            notFound(response, reader);
            return;
        }
        write(
                response,
                HttpServletResponse.SC_OK,
                InboxPage.read(
                        frame("Inbox", reader, true),
                        approvals,
                        rights,
                        pages.masker(),
                        reader.session().principal(),
                        state.equals("pending"),
                        Integer.parseInt(number),
                        clock.instant()));
    }

    private void approvers(HttpServletResponse response, Visitor.SignedIn reader)
            throws IOException {
        var frame = frame("Approvers", reader, Frame.Place.APPROVERS, false);
        write(
                response,
                HttpServletResponse.SC_OK,
                ApproversPage.read(frame, approvals, clock.instant()));
    }

    private void show(
            HttpServletResponse response, Visitor.SignedIn reader, String id, boolean whole)
            throws IOException {
        var request = rights.find(reader.session().principal(), id);
        if (request.isEmpty()) {
            notFound(response, reader);
            return;
        }
        show(response, HttpServletResponse.SC_OK, reader, request.get(), whole, Optional.empty());
    }

    private void show(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            Optional<String> said)
            throws IOException {
        var frame = frame("Decide", reader, true);
        write(response, status, pages.page(frame, reader, request, whole, said));
    }

    private void decide(
            HttpServletRequest http,
            HttpServletResponse response,
            Visitor.SignedIn reader,
            String id)
            throws IOException {
        var principal = reader.session().principal();
        var form = Form.read(http);
        // The filter has refused those of other sites; every browser names its own page in a form's
        // request.
        if (http.getHeader("Origin") == null
                || !form.field("csrf").map(reader.secret()::isCsrfToken).orElse(false)) {
            refusedForms.refused(reader.session(), id, verdict(form), Decided.Code.NOT_FROM_PAGE);
            plain(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "Nothing was decided",
                    "That did not come from the page on which you decide. Open the request again.");
            return;
        }
        var found = rights.find(principal, id);
        if (found.isEmpty()) {
            notFound(response, reader);
            return;
        }
        var request = found.get();
        boolean opened =
                form.field("opened")
                        .map(token -> reader.secret().isOpenedToken(request.digest(), token))
                        .orElse(false);
        var verdict = verdict(form);
        if (verdict.isEmpty()) {
            refuse(response, 400, reader, request, opened, "Choose to approve or to reject.");
        } else if (verdict.get() == Verdict.APPROVE && !opened) {
            refusedForms.refused(reader.session(), id, verdict, Decided.Code.NOT_OPENED);
            refuse(
                    response,
                    409,
                    reader,
                    request,
                    false,
                    "Parts of it were left out of the page. Open all of it, then approve.");
        } else {
            var decided =
                    rights.decide(
                            principal,
                            id,
                            new Ballot(
                                    verdict.get(),
                                    form.field("digest").orElse(""),
                                    form.field("reason").orElse(""),
                                    reader.session().by().keyId(),
                                    hiddenAccepted(form)));
            switch (decided) {
                case Decided.Accepted(_) -> {
                    Pages.headers(response);
                    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                    response.setHeader("Location", DecisionPage.path(id));
                }
                case Decided.Refused refused ->
                        refuse(
                                response,
                                status(refused.code()),
                                reader,
                                rights.find(principal, id).orElse(request),
                                false,
                                Words.refusal(refused));
            }
        }
    }

    /// The box on the page has the number for its value; a box that is not ticked is not sent.
    private static int hiddenAccepted(Form form) {
        return form.field("hidden_accepted")
                .filter(text -> COUNT.matcher(text).matches())
                .map(Integer::parseInt)
                .orElse(0);
    }

    private static Optional<Verdict> verdict(Form form) {
        return form.field("decision")
                .flatMap(word ->
                        switch (word) {
                            case "approve" -> Optional.of(Verdict.APPROVE);
                            case "reject" -> Optional.of(Verdict.REJECT);
                            default -> Optional.empty();
                        });
    }

    private void refuse(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            String why)
            throws IOException {
        show(response, status, reader, request, whole, Optional.of("This did not count. " + why));
    }

    private static int status(Decided.Code code) {
        return switch (code) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case NOT_HUMAN, OWN_REQUEST, NO_ROLE, KEY_ENDED, NOT_FROM_PAGE ->
                    HttpServletResponse.SC_FORBIDDEN;
            case NOT_PENDING,
                    NOT_OPENED,
                    DIGEST_MISMATCH,
                    HIDDEN_VALUES,
                    ALREADY_VOTED,
                    NOT_GRANTABLE,
                    TAMPERED ->
                    HttpServletResponse.SC_CONFLICT;
        };
    }

    private Frame frame(String title, Visitor.SignedIn reader, boolean live) {
        return frame(title, reader, Frame.Place.INBOX, live);
    }

    private Frame frame(String title, Visitor.SignedIn reader, Frame.Place here, boolean live) {
        var who =
                Frame.Who.of(
                        reader.secret(),
                        reader.session(),
                        rights.rights(reader.session().principal()));
        return new Frame(title + " · Sallyport", Optional.of(who), Optional.of(here), live);
    }

    private void notFound(HttpServletResponse response, Visitor.SignedIn reader)
            throws IOException {
        var frame = frame("Nothing here", reader, false);
        write(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                Notice.of(
                        new Frame(frame.title(), frame.who(), Optional.empty(), false),
                        "There is nothing here",
                        "There is no such page, or it is not for you."));
    }

    private void write(HttpServletResponse response, int status, Page page) throws IOException {
        Pages.write(response, status, page, signIn.logoutOrigin());
    }

    private static void plain(HttpServletResponse response, int status, String heading, String what)
            throws IOException {
        Pages.write(response, status, Notice.of(Frame.ofStranger(heading), heading, what));
    }
}
