package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What surrounds the content of every page.
///
/// @param who is signed in
/// @param here the place in the navigation that the page belongs to
/// @param live whether the page follows what happens, where the browser runs scripts
record Frame(String title, Optional<Who> who, Optional<Place> here, boolean live) {

    static Frame ofStranger(String title) {
        return new Frame(title, Optional.empty(), Optional.empty(), false);
    }

    /// Where one can go.
    enum Place {
        HOME("You", "/"),
        INBOX("Inbox", "/approvals"),
        GRANTS("Grants", "/approvals/grants"),
        REVIEWS("Reviews", "/approvals/reviews"),
        APPROVERS("Approvers", "/approvals/approvers"),
        DELEGATIONS("Delegations", "/approvals/delegations"),
        CALLS("Calls", "/calls"),
        SESSIONS("Sessions", "/sessions"),
        OVERVIEW("Overview", "/overview"),
        POLICY("Role map", "/policy"),
        TARGETS("Targets", "/targets"),
        KEYS("Keys", "/admin/keys"),
        LOG("Log", "/log");

        private final String title;
        private final String path;

        Place(String title, String path) {
            this.title = title;
            this.path = path;
        }

        String title() {
            return title;
        }

        String path() {
            return path;
        }
    }

    /// The signed-in human.
    ///
    /// @param name as the provider writes it
    /// @param csrfToken goes into every form
    /// @param places where the human may go
    record Who(String name, String csrfToken, List<Place> places) {
        Who {
            places = List.copyOf(places);
        }

        static Who of(SessionSecret secret, ConsoleSession session, Set<ConsoleRight> rights) {
            return of(secret, session, rights, false);
        }

        /// @param forOthers whether the human decides in the place of another now
        static Who of(
                SessionSecret secret,
                ConsoleSession session,
                Set<ConsoleRight> rights,
                boolean forOthers) {
            var places = new ArrayList<Place>();
            if (rights.contains(ConsoleRight.AUDIT) || rights.contains(ConsoleRight.ADMINISTER)) {
                places.add(Place.OVERVIEW);
            }
            if (rights.contains(ConsoleRight.APPROVE) || rights.contains(ConsoleRight.AUDIT)) {
                places.add(Place.INBOX);
                places.add(Place.GRANTS);
                places.add(Place.REVIEWS);
                places.add(Place.APPROVERS);
                places.add(Place.DELEGATIONS);
            } else {
                if (forOthers) {
                    places.add(Place.INBOX);
                    places.add(Place.DELEGATIONS);
                }
                if (rights.contains(ConsoleRight.ADMINISTER)) {
                    places.add(Place.GRANTS);
                }
            }
            if (rights.contains(ConsoleRight.AUDIT)) {
                places.add(Place.CALLS);
                places.add(Place.SESSIONS);
            }
            if (rights.contains(ConsoleRight.AUDIT) || rights.contains(ConsoleRight.ADMINISTER)) {
                places.add(Place.POLICY);
                places.add(Place.TARGETS);
            }
            if (rights.contains(ConsoleRight.ADMINISTER)) {
                places.add(Place.KEYS);
            }
            if (rights.contains(ConsoleRight.AUDIT)) {
                places.add(Place.LOG);
            }
            places.add(Place.HOME);
            var name = session.shownName();
            return new Who(
                    name.isEmpty() ? session.principal().subject() : name,
                    secret.csrfToken(),
                    places);
        }
    }
}
