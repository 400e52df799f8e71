package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Granted;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Revoked;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/// Grants for humans with a browser: `GET /approvals/grants` lists them, `POST /approvals/grants` approves a held call
/// and grants calls like it, `POST /approvals/grants/{id}/revoke` takes a grant back. Safe from many threads.
///
/// The form that grants stands on the page of the held call, and asks for all that the form beside it does. For
/// approvers, auditors and administrators, each of whom does what [GrantRights] says.
public final class GrantPagesServlet extends DecisionServlet {

    /// Goes before [ApprovalPagesServlet#MAPPING], being longer.
    public static final String MAPPING = "/approvals/grants/*";

    @Serial private static final long serialVersionUID = 1L;

    /// What grants, and what revokes.
    private static final Pattern FORMS = Pattern.compile("(?:/([a-z0-9_]{1,64})/revoke)?");

    private static final Pattern USES = Pattern.compile("[1-9][0-9]{0,3}");

    private final transient Grants grants;
    private final transient GrantRights granting;
    private final transient Clock clock;

    public GrantPagesServlet(
            SignIn signIn,
            Grants grants,
            GrantRights granting,
            ApprovalRights rights,
            DecisionPages pages,
            RefusedForms refusedForms,
            Clock clock) {
        super(signIn, rights, pages, refusedForms, FORMS, "This did not count.");
        this.grants = grants;
        this.granting = granting;
        this.clock = clock;
    }

    @Override
    boolean isFor(Principal principal) {
        return granting.seesAll(principal);
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
        return id.isEmpty() ? Optional.of(Verdict.APPROVE) : Optional.empty();
    }

    private void list(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            Optional<String> said)
            throws IOException {
        var principal = reader.session().principal();
        write(
                response,
                status,
                GrantsPage.read(
                        frame("Grants", reader, Frame.Place.GRANTS, true),
                        grants,
                        granting,
                        pages.masker(),
                        principal,
                        rights.seesAll(principal),
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
        boolean opened = DecisionForm.isOpened(form, reader, request);
        var terms = terms(form);
        if (terms.isEmpty()) {
            refuse(
                    response,
                    400,
                    reader,
                    request,
                    opened,
                    "Choose for how long, and for "
                            + GrantOffer.USES_MIN
                            + " to "
                            + GrantOffer.usesMax()
                            + " calls.");
        } else if (!opened) {
            refuseUnopened(response, reader, request);
        } else {
            var ballot = DecisionForm.ballot(form, reader, Verdict.APPROVE);
            var principal = reader.session().principal();
            var lasting = terms.get().until(vouchedUntil(reader));
            switch (granting.grant(principal, request.id(), lasting, ballot)) {
                case Granted.Accepted(var grant) ->
                        Pages.leadTo(response, GrantsPage.path() + "#" + grant.id());
                case Granted.Refused(var why) ->
                        refuse(response, reader, request, false, why.code(), Words.refusal(why));
            }
        }
    }

    private static Optional<Grant.Terms> terms(Form form) {
        var length = form.field("for").flatMap(GrantOffer.Length::of);
        var uses =
                form.field("uses")
                        .filter(text -> USES.matcher(text).matches())
                        .map(Integer::parseInt)
                        .filter(number -> number >= GrantOffer.USES_MIN)
                        .filter(Grant.Terms::isUses);
        return length.flatMap(
                chosen -> uses.map(number -> new Grant.Terms(chosen.length(), number)));
    }

    @Override
    void change(HttpServletResponse response, Visitor.SignedIn reader, String id, Form form)
            throws IOException {
        var reason = form.field("reason").orElse("");
        switch (granting.revoke(reader.session().principal(), id, reason)) {
            case Revoked.Accepted _ -> Pages.leadTo(response, GrantsPage.path());
            case Revoked.Refused refused ->
                    list(
                            response,
                            switch (refused.code()) {
                                case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
                                case NO_ROLE -> HttpServletResponse.SC_FORBIDDEN;
                                case NOT_ACTIVE -> HttpServletResponse.SC_CONFLICT;
                            },
                            reader,
                            Optional.of("Nothing was revoked. " + Words.refusal(refused.code())));
        }
    }
}
