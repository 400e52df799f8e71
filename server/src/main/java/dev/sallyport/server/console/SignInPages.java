package dev.sallyport.server.console;

import java.util.Optional;

/// The pages on which humans sign in without an identity provider.
final class SignInPages {

    /// The same for every key that does not sign in, whatever is wrong with it.
    static final String KEY_REFUSED = "That is not the token of a human's key that works.";

    static final String LINK_DEAD =
            "This link does not sign in: it was used already, or is older than 15 minutes, or was cut. Restart the gate"
                    + " for a new one, or make a key with `sallyport key create NAME --human` and sign in with its"
                    + " token.";

    static final String TOO_MANY =
            "There were too many attempts in vain. Wait a minute, and try again.";

    static final String UNRECORDED =
            "The sign-in could not be put on record, so you are not signed in. The gate's log says why.";

    static final String NOT_OURS =
            "That did not come from the page on which you sign in. Open it, and try again.";

    private SignInPages() {}

    /// @param returnTo a path of this server
    /// @param problem why the last attempt failed
    static String key(String returnTo, Optional<String> problem) {
        return Pages.page(
                "Sign in",
                """
                <h1>Sign in with your API key</h1>
                %s<form method="post" action="/login/key">
                <input type="hidden" name="return" value="%s">
                <label for="token">The token of your key</label>
                <input id="token" name="token" type="password" autocomplete="off" autocapitalize="off"
                spellcheck="false" maxlength="200" required autofocus>
                <button>Sign in</button>
                </form>
                <p>Whoever runs this gate makes a key for you, and is shown its token once:</p>
                <pre>sallyport key create NAME --human --config sallyport.yaml</pre>
                <p>Your session ends with the key, after half an hour without a request, and after twelve hours.</p>
                """
                        .formatted(
                                problem.map(SignInPages::alert).orElse(""), Html.text(returnTo)));
    }

    /// @param subject who will be signed in
    static String link(String subject, String code) {
        return Pages.page(
                "Sign in",
                """
                <h1>Sign in once</h1>
                <p>This link signs in <code>%s</code>, in this browser, and then no more.</p>
                <form method="post" action="/login/once">
                <input type="hidden" name="code" value="%s">
                <button>Sign in as %s</button>
                </form>
                """
                        .formatted(Html.text(subject), Html.text(code), Html.text(subject)));
    }

    /// @param what one sentence or more
    static String notSignedIn(String what) {
        return Pages.page(
                "Not signed in",
                """
                <h1>You are not signed in</h1>
                %s<p><a class="button" href="/login">Sign in with a key</a></p>
                """
                        .formatted(alert(what)));
    }

    private static String alert(String what) {
        return "<p role=\"alert\">" + Html.text(what) + "</p>\n";
    }
}
