package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/// Held calls for humans with a browser: `GET /approvals` lists them, `GET /approvals/{id}` shows one,
/// `GET /approvals/{id}/whole` shows it with nothing left out, `POST /approvals/{id}/decision` decides;
/// `GET /approvals/approvers` tells how they are decided. Safe from many threads.
///
/// A bearer token opens nothing here, and whoever has neither the right to decide nor to audit is answered as if there
/// were nothing. No GET changes anything; a POST must come from a page of this server (`Origin`), and carry the session's
/// token and the digest of what was shown.
public final class ApprovalPagesServlet extends ReaderServlet {

    public static final String MAPPING = "/approvals/*";

    @Serial private static final long serialVersionUID = 1L;

    // Ids begin otherwise.
    private static final String APPROVERS = "/approvers";
    private static final Pattern ONE = Pattern.compile("/([a-z0-9_]{1,64})(/whole|/decision)?");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    private final transient Approvals approvals;
    private final transient ApprovalRights rights;
    private final transient GlassRights glass;
    private final transient DecisionPages pages;
    private final transient Clock clock;
    private final transient RefusedForms refusedForms;

    public ApprovalPagesServlet(
            SignIn signIn,
            Approvals approvals,
            ApprovalRights rights,
            GlassRights glass,
            DecisionPages pages,
            RefusedForms refusedForms,
            Clock clock) {
        super(signIn, rights);
        this.approvals = approvals;
        this.rights = rights;
        this.glass = glass;
        this.pages = pages;
        this.clock = clock;
        this.refusedForms = refusedForms;
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
                    if (path.equals(APPROVERS) && rights.seesAll(reader.session().principal())) {
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

    @Override
    boolean isFor(Principal principal) {
        return rights.looks(principal);
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
                        rights,
                        glass,
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
        if (!DecisionForm.isOwn(http, form, reader)) {
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
        boolean opened = DecisionForm.isOpened(form, reader, request);
        var verdict = verdict(form);
        if (verdict.isEmpty()) {
            refuse(response, 400, reader, request, opened, "Choose to approve or to reject.");
        } else if (verdict.get() == Verdict.APPROVE && !opened) {
            refusedForms.refused(reader.session(), id, verdict, Decided.Code.NOT_OPENED);
            refuse(response, 409, reader, request, false, DecisionForm.NOT_OPENED);
        } else {
            var decided =
                    rights.decide(principal, id, DecisionForm.ballot(form, reader, verdict.get()));
            switch (decided) {
                case Decided.Accepted(_) -> leadTo(response, DecisionPage.path(id));
                case Decided.Refused refused ->
                        refuse(
                                response,
                                DecisionForm.status(refused.code()),
                                reader,
                                rights.find(principal, id).orElse(request),
                                false,
                                Words.refusal(refused));
            }
        }
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

    private Frame frame(String title, Visitor.SignedIn reader, boolean live) {
        return frame(title, reader, Frame.Place.INBOX, live);
    }
}
