package dev.sallyport.server.console;

import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.regex.Pattern;

/// Pages whose forms decide on held calls, or on what has become of one. Every form must come from a page of its session;
/// one that does not, and one that approves what its page did not show whole, is refused and put on record. Safe from many
/// threads.
abstract class DecisionServlet extends ReaderServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final String REQUEST = "request";

    final transient ApprovalRights rights;
    final transient DecisionPages pages;
    private final transient RefusedForms refusedForms;
    private final Pattern forms;
    private final String undone;

    /// @param refusedForms the same for all of these pages
    /// @param forms the paths to which forms are sent; the first group is the id of what a form is about, where the path has
    ///     it
    /// @param undone what did not happen where a form is refused, as a sentence
    DecisionServlet(
            SignIn signIn,
            ApprovalRights rights,
            DecisionPages pages,
            RefusedForms refusedForms,
            Pattern forms,
            String undone) {
        super(signIn, rights);
        this.rights = rights;
        this.pages = pages;
        this.refusedForms = refusedForms;
        this.forms = forms;
        this.undone = undone;
    }

    /// What a form asks for, for the record of its refusal; empty where it is no verdict on a held call.
    ///
    /// @param id in the path
    abstract Optional<Verdict> verdict(Optional<String> id, Form form);

    /// Does what a form asks for whose path has an id.
    ///
    /// @param form from a page of this session
    abstract void change(
            HttpServletResponse response, Visitor.SignedIn reader, String id, Form form)
            throws IOException;

    /// Does what a form asks for whose path has no id.
    ///
    /// @param request that the form names
    /// @param form from a page of this session
    void begin(
            HttpServletResponse response,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            Form form)
            throws IOException {
        notFound(response, reader);
    }

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(
                request,
                response,
                reader -> {
                    var to = forms.matcher(path(request));
                    if (!to.matches()) {
                        notFound(response, reader);
                        return;
                    }
                    var id = Optional.ofNullable(to.group(1));
                    var form = Form.read(request);
                    if (form.isOwn(request, reader)) {
                        act(response, reader, id, form);
                    } else {
                        refusedForms.refused(
                                reader.session(),
                                id.or(() -> form.field(REQUEST).filter(Approvals::isId)).orElse(""),
                                verdict(id, form),
                                Decided.Code.NOT_FROM_PAGE);
                        sayForeign(response);
                    }
                });
    }

    /// Says that a form did not come from its page.
    void sayForeign(HttpServletResponse response) throws IOException {
        plain(
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "Nothing was changed",
                "That did not come from the page on which you do this. Open the page again.");
    }

    private void act(
            HttpServletResponse response, Visitor.SignedIn reader, Optional<String> id, Form form)
            throws IOException {
        if (id.isPresent()) {
            change(response, reader, id.get(), form);
            return;
        }
        var principal = reader.session().principal();
        var named =
                form.field(REQUEST)
                        .filter(_ -> rights.seesAll(principal))
                        .flatMap(request -> rights.find(principal, request));
        if (named.isPresent()) {
            begin(response, reader, named.get(), form);
        } else {
            notFound(response, reader);
        }
    }

    /// Refuses to approve what was not opened as a whole.
    final void refuseUnopened(
            HttpServletResponse response, Visitor.SignedIn reader, ApprovalRequest request)
            throws IOException {
        refusedForms.refused(
                reader.session(),
                request.id(),
                Optional.of(Verdict.APPROVE),
                Decided.Code.NOT_OPENED);
        refuse(
                response,
                HttpServletResponse.SC_CONFLICT,
                reader,
                request,
                false,
                DecisionForm.NOT_OPENED);
    }

    /// Shows the held call as it is now, and why a decision on it was refused.
    ///
    /// @param request as it was
    /// @param whole whether nothing is left out
    final void refuse(
            HttpServletResponse response,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            Decided.Code code,
            String why)
            throws IOException {
        var now = rights.find(reader.session().principal(), request.id()).orElse(request);
        refuse(response, DecisionForm.status(code), reader, now, whole, why);
    }

    /// Shows the held call, and why a form was refused.
    final void refuse(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            String why)
            throws IOException {
        show(response, status, reader, request, whole, Optional.of(undone + " " + why));
    }

    /// Shows a held call.
    ///
    /// @param said what became of the human's last attempt
    final void show(
            HttpServletResponse response,
            int status,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            Optional<String> said)
            throws IOException {
        var frame = frame("Decide", reader, Frame.Place.INBOX, true);
        write(response, status, pages.page(frame, reader, request, whole, said));
    }
}
