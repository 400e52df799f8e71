package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Reach;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What one page shows; a template in `src/main/jte` says how. Texts are as they came: [VisibleOutput] makes every one of
/// them safe to look at.
sealed interface Page
        permits Page.SignInPage,
                Page.KeySignIn,
                Page.LinkSignIn,
                Page.Notice,
                Page.Home,
                InboxPage,
                GrantsPage,
                ReviewsPage,
                ApproversPage,
                DelegationsPage,
                DecisionPage,
                CallsPage,
                CallPage,
                SessionsPage,
                SessionPage,
                PolicyPage,
                PolicyWhoPage,
                PolicyReachPage,
                PolicyTestPage,
                TargetsPage,
                KeysPage,
                KeyRevokePage,
                LogPage,
                OverviewPage {

    /// What surrounds it.
    Frame frame();

    /// The template's name.
    String template();

    /// Of HTTP, where it is the answer to a request for it.
    default int status() {
        return 200;
    }

    /// For strangers.
    ///
    /// @param returnTo where they wanted to go: a path of ours
    record SignInPage(Frame frame, String returnTo) implements Page {

        SignInPage(String returnTo) {
            this(Frame.ofStranger("Sign in"), returnTo);
        }

        String login() {
            return returnTo.equals("/")
                    ? LoginServlet.LOGIN
                    : LoginServlet.LOGIN
                            + "?return="
                            + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
        }

        @Override
        public String template() {
            return "signin.jte";
        }
    }

    /// The form into which a human pastes the token of a key.
    ///
    /// @param returnTo where they wanted to go: a path of ours
    /// @param anew whether they are asked again, who may be signed in already
    /// @param problem why the last attempt failed
    record KeySignIn(Frame frame, String returnTo, boolean anew, Optional<String> problem)
            implements Page {

        KeySignIn(String returnTo, boolean anew, Optional<String> problem) {
            this(Frame.ofStranger(anew ? "Sign in again" : "Sign in"), returnTo, anew, problem);
        }

        @Override
        public String template() {
            return "keysignin.jte";
        }
    }

    /// The button under a one-time link.
    ///
    /// @param subject who will be signed in
    record LinkSignIn(Frame frame, String subject, String code) implements Page {

        LinkSignIn(String subject, String code) {
            this(Frame.ofStranger("Sign in"), subject, code);
        }

        @Override
        public String template() {
            return "linksignin.jte";
        }

        /// Keeps the code out of logs.
        @Override
        public String toString() {
            return "LinkSignIn[" + subject + "]";
        }
    }

    /// One thing to say, and ways to go on.
    ///
    /// @param what one sentence or two
    record Notice(Frame frame, String heading, String what, List<Way> ways) implements Page {

        /// @param first whether it is what most will want
        record Way(String title, String path, boolean first) {}

        private static final Way HOME = new Way("To the first page", "/", false);

        public Notice {
            ways = List.copyOf(ways);
        }

        static Notice notSignedIn(String what) {
            return new Notice(
                    Frame.ofStranger("Not signed in"),
                    "You are not signed in",
                    what,
                    List.of(new Way("Try again", LoginServlet.LOGIN, true), HOME));
        }

        /// Where no provider is configured.
        static Notice notSignedInHere(String what) {
            return new Notice(
                    Frame.ofStranger("Not signed in"),
                    "You are not signed in",
                    what,
                    List.of(new Way("Sign in with a key", LoginServlet.LOGIN, true)));
        }

        static Notice notSignedOut() {
            return new Notice(
                    Frame.ofStranger("Still signed in"),
                    "You are still signed in",
                    "That did not come from the page on which you sign out.",
                    List.of(HOME));
        }

        /// @param heading of a few words; the title, too
        static Notice of(Frame frame, String heading, String what) {
            return new Notice(frame, heading, what, List.of(HOME));
        }

        @Override
        public String template() {
            return "notice.jte";
        }
    }

    /// What a human sees of themself.
    record Home(
            Frame frame,
            String heading,
            String principal,
            List<String> groups,
            List<String> roles,
            List<ConsoleRight> rights,
            List<Offer> offers)
            implements Page {

        public Home {
            groups = List.copyOf(groups);
            roles = List.copyOf(roles);
            rights = List.copyOf(rights);
            offers = List.copyOf(offers);
        }

        @Override
        public String template() {
            return "home.jte";
        }
    }

    /// A tool that a human may use.
    ///
    /// @param ways the rules that let it, seen from outside
    record Offer(String tool, String title, List<Reach> ways) {
        public Offer {
            ways = List.copyOf(ways);
        }
    }
}
