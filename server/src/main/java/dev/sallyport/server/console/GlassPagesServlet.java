package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.Reviewed;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/// Broken glass for humans with a browser: `POST /approvals/reviews` breaks it, `GET /approvals/reviews` lists what awaits
/// a review and what was reviewed, `POST /approvals/reviews/{id}` reviews. Safe from many threads.
///
/// The form that breaks the glass stands on the page of the held call, and asks for all that the form beside it does, and
/// for a box to be ticked. For approvers and auditors, each of whom does what [GlassRights] says.
public final class GlassPagesServlet extends ReaderServlet {

    /// Goes before [ApprovalPagesServlet#MAPPING], being longer.
    public static final String MAPPING = "/approvals/reviews/*";

    @Serial private static final long serialVersionUID = 1L;

    private static final Pattern REVIEW = Pattern.compile("/([a-z0-9_]{1,64})");

    private final transient GlassRights glass;
    private final transient ApprovalRights rights;
    private final transient DecisionPages pages;
    private final transient Clock clock;
    private final transient RefusedForms refusedForms;

    public GlassPagesServlet(
            SignIn signIn,
            Approvals approvals,
            GlassRights glass,
            ApprovalRights rights,
            DecisionPages pages,
            Clock clock) {
        super(signIn, rights);
        this.glass = glass;
        this.rights = rights;
        this.pages = pages;
        this.clock = clock;
        this.refusedForms = new RefusedForms(approvals, clock);
    }

    @Override
    boolean isFor(Principal principal) {
        return glass.seesAll(principal);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    if (path(request).isEmpty()) {
                        list(response, HttpServletResponse.SC_OK, reader, Optional.empty());
                    } else {
                        notFound(response, reader);
                    }
                });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var form = Form.read(request);
                    var review = REVIEW.matcher(path(request));
                    if (!path(request).isEmpty() && !review.matches()) {
                        notFound(response, reader);
                    } else if (!DecisionForm.isOwn(request, form, reader)) {
                        refusedForms.refused(
                                reader.session(),
                                review.matches()
                                        ? review.group(1)
                                        : form.field("request").filter(Approvals::isId).orElse(""),
                                Optional.empty(),
                                Decided.Code.NOT_FROM_PAGE);
                        plain(
                                response,
                                HttpServletResponse.SC_FORBIDDEN,
                                "Nothing was changed",
                                "That did not come from the page on which you do this. Open the page again.");
                    } else if (review.matches()) {
                        review(response, reader, review.group(1), form);
                    } else {
                        breakGlass(response, reader, form);
                    }
                });
    }

    private static String path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    private void list(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            Optional<String> said)
            throws IOException {
        write(
                response,
                status,
                ReviewsPage.read(
                        frame("Reviews", reader, Frame.Place.REVIEWS, false),
                        glass,
                        pages.masker(),
                        reader.session(),
                        clock.instant(),
                        said));
    }

    private void breakGlass(HttpServletResponse response, Visitor.SignedIn reader, Form form)
            throws IOException {
        var principal = reader.session().principal();
        var found =
                form.field("request")
                        .filter(_ -> rights.seesAll(principal))
                        .flatMap(id -> rights.find(principal, id));
        if (found.isEmpty()) {
            notFound(response, reader);
            return;
        }
        var request = found.get();
        boolean opened = DecisionForm.isOpened(form, reader, request);
        if (!opened) {
            refusedForms.refused(
                    reader.session(),
                    request.id(),
                    Optional.of(Verdict.APPROVE),
                    Decided.Code.NOT_OPENED);
            refuse(response, 409, reader, request, false, DecisionForm.NOT_OPENED);
        } else if (form.field("confirmed").isEmpty()) {
            refuse(response, 400, reader, request, true, "Tick the box to say that you mean it.");
        } else {
            var ballot = DecisionForm.ballot(form, reader, Verdict.APPROVE);
            switch (glass.breakGlass(principal, request.id(), ballot)) {
                case Decided.Accepted _ -> leadTo(response, DecisionPage.path(request.id()));
                case Decided.Refused refused ->
                        refuse(
                                response,
                                DecisionForm.status(refused.code()),
                                reader,
                                rights.find(principal, request.id()).orElse(request),
                                true,
                                why(refused));
            }
        }
    }

    /// Who approves lacks other roles, and a sign-in for another reason.
    private static String why(Decided.Refused refused) {
        return switch (refused.code()) {
            case NO_ROLE, FRESH_SIGN_IN_NEEDED -> Words.sentence(refused.message());
            case NOT_FOUND,
                    NOT_PENDING,
                    DIGEST_MISMATCH,
                    HIDDEN_VALUES,
                    OTHER_RIGHT,
                    NOT_HUMAN,
                    OWN_REQUEST,
                    ALREADY_VOTED,
                    NOT_GRANTABLE,
                    KEY_ENDED,
                    NOT_FROM_PAGE,
                    NOT_OPENED,
                    WRONG_REASON,
                    SAID_NO,
                    REVIEW_OVERDUE,
                    TAMPERED ->
                    Words.refusal(refused);
        };
    }

    private void refuse(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            String why)
            throws IOException {
        write(
                response,
                status,
                pages.page(
                        frame("Decide", reader, Frame.Place.INBOX, true),
                        reader,
                        request,
                        whole,
                        Optional.of("The glass was not broken. " + why)));
    }

    private void review(HttpServletResponse response, Visitor.SignedIn reader, String id, Form form)
            throws IOException {
        var verdict = form.field("verdict").flatMap(BrokenGlass.Verdict::parse);
        if (verdict.isEmpty()) {
            said(response, 400, reader, "Choose what you found.");
            return;
        }
        var answer =
                glass.review(
                        reader.session().principal(),
                        id,
                        reader.session().by().keyId(),
                        reader.session().presence(),
                        verdict.get(),
                        form.field("note").orElse("").replace("\r\n", "\n"));
        switch (answer) {
            case Reviewed.Accepted _ -> leadTo(response, ReviewsPage.path() + "#" + id);
            case Reviewed.Refused(var code, var message) ->
                    said(response, status(code), reader, Words.sentence(message));
        }
    }

    private void said(HttpServletResponse response, int status, Visitor.SignedIn reader, String why)
            throws IOException {
        list(response, status, reader, Optional.of("Nothing was reviewed. " + why));
    }

    private static int status(Reviewed.Code code) {
        return switch (code) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case WRONG_NOTE -> HttpServletResponse.SC_BAD_REQUEST;
            case NOT_HUMAN,
                    OWN_BREAKING,
                    APPROVED_IT,
                    OWN_REQUEST,
                    NO_ROLE,
                    KEY_ENDED,
                    FRESH_SIGN_IN_NEEDED ->
                    HttpServletResponse.SC_FORBIDDEN;
            case REVIEWED_ALREADY, TAMPERED -> HttpServletResponse.SC_CONFLICT;
        };
    }
}
