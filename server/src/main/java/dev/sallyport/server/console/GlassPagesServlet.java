package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
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
public final class GlassPagesServlet extends DecisionServlet {

    /// Goes before [ApprovalPagesServlet#MAPPING], being longer.
    public static final String MAPPING = "/approvals/reviews/*";

    @Serial private static final long serialVersionUID = 1L;

    /// What breaks the glass, and what reviews.
    private static final Pattern FORMS = Pattern.compile("(?:/([a-z0-9_]{1,64}))?");

    private final transient GlassRights glass;
    private final transient Clock clock;

    public GlassPagesServlet(
            SignIn signIn,
            GlassRights glass,
            ApprovalRights rights,
            DecisionPages pages,
            RefusedForms refusedForms,
            Clock clock) {
        super(signIn, rights, pages, refusedForms, FORMS, "The glass was not broken.");
        this.glass = glass;
        this.clock = clock;
    }

    @Override
    boolean isFor(Principal principal) {
        return glass.seesAll(principal);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answerHere(
                request,
                response,
                reader -> list(response, HttpServletResponse.SC_OK, reader, Optional.empty()));
    }

    @Override
    Optional<Verdict> verdict(Optional<String> id, Form form) {
        return Optional.empty();
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

    @Override
    void begin(
            HttpServletResponse response,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            Form form)
            throws IOException {
        if (!DecisionForm.isOpened(form, reader, request)) {
            refuseUnopened(response, reader, request);
        } else if (form.field("confirmed").isEmpty()) {
            refuse(response, 400, reader, request, true, "Tick the box to say that you mean it.");
        } else {
            var ballot = DecisionForm.ballot(form, reader, Verdict.APPROVE);
            switch (glass.breakGlass(reader.session().principal(), request.id(), ballot)) {
                case Decided.Accepted _ -> Pages.leadTo(response, DecisionPage.path(request.id()));
                case Decided.Refused refused ->
                        refuse(response, reader, request, true, refused.code(), why(refused));
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

    @Override
    void change(HttpServletResponse response, Visitor.SignedIn reader, String id, Form form)
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
            case Reviewed.Accepted _ -> Pages.leadTo(response, ReviewsPage.path() + "#" + id);
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
