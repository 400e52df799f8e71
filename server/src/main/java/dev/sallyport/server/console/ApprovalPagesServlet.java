package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
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
public final class ApprovalPagesServlet extends DecisionServlet {

    public static final String MAPPING = "/approvals/*";

    @Serial private static final long serialVersionUID = 1L;

    // Ids begin otherwise.
    private static final String APPROVERS = "/approvers";
    private static final Pattern ONE = Pattern.compile("/([a-z0-9_]{1,64})(/whole)?");
    private static final Pattern FORMS = Pattern.compile("/([a-z0-9_]{1,64})/decision");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    private final transient Approvals approvals;
    private final transient GlassRights glass;
    private final transient Clock clock;

    public ApprovalPagesServlet(
            SignIn signIn,
            Approvals approvals,
            ApprovalRights rights,
            GlassRights glass,
            DecisionPages pages,
            RefusedForms refusedForms,
            Clock clock) {
        super(signIn, rights, pages, refusedForms, FORMS, "This did not count.");
        this.approvals = approvals;
        this.glass = glass;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var path = path(request);
                    if (path.isEmpty()) {
                        list(request, response, reader);
                        return;
                    }
                    if (path.equals(APPROVERS) && rights.seesAll(reader.session().principal())) {
                        approvers(response, reader);
                        return;
                    }
                    var one = ONE.matcher(path);
                    if (!one.matches()) {
                        notFound(response, reader);
                        return;
                    }
                    show(response, reader, one.group(1), one.group(2) != null);
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
                        frame("Inbox", reader, Frame.Place.INBOX, true),
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

    @Override
    Optional<Verdict> verdict(Optional<String> id, Form form) {
        return verdict(form);
    }

    @Override
    void sayForeign(HttpServletResponse response) throws IOException {
        plain(
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "Nothing was decided",
                "That did not come from the page on which you decide. Open the request again.");
    }

    @Override
    void change(HttpServletResponse response, Visitor.SignedIn reader, String id, Form form)
            throws IOException {
        var principal = reader.session().principal();
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
            refuseUnopened(response, reader, request);
        } else {
            var ballot = DecisionForm.ballot(form, reader, verdict.get());
            switch (rights.decide(principal, request.id(), ballot)) {
                case Decided.Accepted(_) -> Pages.leadTo(response, DecisionPage.path(request.id()));
                case Decided.Refused refused ->
                        refuse(
                                response,
                                reader,
                                request,
                                false,
                                refused.code(),
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
}
