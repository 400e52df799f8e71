package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.BoundedBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Pages for humans with one of some rights on the console; whoever has none of them is answered as if there were no such
/// page. A bearer token opens none. No GET changes anything; a POST must come from a page of this server (`Origin`) and
/// carry the session's token. Safe from many threads.
abstract class RightedServlet extends ConsoleServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final int FORM_BYTES_MAX = 16 * 1024;

    private final transient Reception reception;
    private final transient Frame.Place place;
    private final transient Set<ConsoleRight> rights;

    /// @param place to which the pages belong
    /// @param rights of which one is enough
    RightedServlet(Reception reception, Frame.Place place, Set<ConsoleRight> rights) {
        this.reception = reception;
        this.place = place;
        this.rights = Set.copyOf(rights);
    }

    /// @param visit of somebody who may see the pages
    abstract void get(Visit visit) throws IOException;

    /// @param form whose token was checked
    void post(Visit visit, Form form) throws IOException {
        visit.notFound();
    }

    /// The longest form, encoded.
    int formBytesMax() {
        return FORM_BYTES_MAX;
    }

    /// What is said of a longer one.
    String tooLong() {
        return "The form is longer than " + formBytesMax() / 1024 + " KiB.";
    }

    /// One request of somebody who may see the pages.
    final class Visit {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final Visitor.SignedIn reader;

        private Visit(
                HttpServletRequest request, HttpServletResponse response, Visitor.SignedIn reader) {
            this.request = request;
            this.response = response;
            this.reader = reader;
        }

        /// Beyond the servlet's own; empty for that itself.
        String path() {
            return Optional.ofNullable(request.getPathInfo()).orElse("");
        }

        /// A field of the query; absent also where it is empty.
        Optional<String> asked(String name) {
            return Optional.ofNullable(request.getParameter(name))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }

        Principal human() {
            return reader.session().principal();
        }

        Instant now() {
            return reception.now();
        }

        Frame frame(String title) {
            return frame(title, false);
        }

        Frame frame(String title, boolean live) {
            return reception.frame(title, reader, Optional.of(place), live);
        }

        void show(Page page) throws IOException {
            show(HttpServletResponse.SC_OK, page);
        }

        void show(int status, Page page) throws IOException {
            Pages.write(response, status, page, reception.signIn().logoutOrigin());
        }

        /// After a form, so that reading the page again sends nothing twice.
        void goOn(String path) {
            Pages.leadTo(response, path);
        }

        void notFound() throws IOException {
            say(
                    HttpServletResponse.SC_NOT_FOUND,
                    "There is nothing here",
                    "There is no such page, or it is not for you.");
        }

        /// One thing to say, in place of a page.
        void say(int status, String heading, String what) throws IOException {
            show(
                    status,
                    Notice.of(
                            reception.frame(heading, reader, Optional.empty(), false),
                            heading,
                            what));
        }
    }

    private interface Answer {
        void to(Visit visit) throws IOException;
    }

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(request, response, this::get);
    }

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(request, response, this::checked);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        Reception.receive(
                reception.signIn(),
                request,
                response,
                "Nothing was done.",
                reader -> {
                    var visit = new Visit(request, response, reader);
                    if (reception.rights(reader).stream().anyMatch(rights::contains)) {
                        answer.to(visit);
                    } else {
                        BoundedBody.discard(request);
                        visit.notFound();
                    }
                });
    }

    private void checked(Visit visit) throws IOException {
        var form = Form.read(visit.request, formBytesMax());
        if (form.isEmpty()) {
            visit.say(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "That is too much",
                    tooLong() + " Nothing was done.");
            return;
        }
        if (!form.get().isOwn(visit.request, visit.reader)) {
            visit.say(
                    HttpServletResponse.SC_FORBIDDEN,
                    "Nothing was done",
                    "That did not come from the page with the form. Open it again.");
            return;
        }
        post(visit, form.get());
    }
}
