package dev.sallyport.server.console;

import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;

/// What the forms with which a human decides on a held call have in common, so that none asks for less than another.
final class DecisionForm {

    static final String NOT_OPENED =
            "Parts of it were left out of the page. Open all of it, then approve.";

    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");

    private DecisionForm() {}

    /// Whether this session was shown all of the request.
    static boolean isOpened(Form form, Visitor.SignedIn reader, ApprovalRequest request) {
        return form.field("opened")
                .map(token -> reader.secret().isOpenedToken(request.digest(), token))
                .orElse(false);
    }

    static Ballot ballot(Form form, Visitor.SignedIn reader, Verdict verdict) {
        return new Ballot(
                verdict,
                form.field("digest").orElse(""),
                // Browsers count a line break as one character, and send two.
                form.field("reason").orElse("").replace("\r\n", "\n"),
                reader.session().by().keyId(),
                hiddenAccepted(form),
                reader.session().presence(),
                form.field("delegation").filter(shown -> !shown.isEmpty()));
    }

    /// The box on the page has the number for its value; a box that is not ticked is not sent.
    private static int hiddenAccepted(Form form) {
        return form.field("hidden_accepted")
                .filter(text -> COUNT.matcher(text).matches())
                .map(Integer::parseInt)
                .orElse(0);
    }

    static int status(Decided.Code code) {
        return switch (code) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case WRONG_REASON -> HttpServletResponse.SC_BAD_REQUEST;
            case NOT_HUMAN, OWN_REQUEST, NO_ROLE, KEY_ENDED, FRESH_SIGN_IN_NEEDED, NOT_FROM_PAGE ->
                    HttpServletResponse.SC_FORBIDDEN;
            case NOT_PENDING,
                    NOT_OPENED,
                    DIGEST_MISMATCH,
                    HIDDEN_VALUES,
                    OTHER_RIGHT,
                    ALREADY_VOTED,
                    NOT_GRANTABLE,
                    SAID_NO,
                    REVIEW_OVERDUE,
                    TAMPERED ->
                    HttpServletResponse.SC_CONFLICT;
        };
    }
}
