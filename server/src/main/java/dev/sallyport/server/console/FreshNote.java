package dev.sallyport.server.console;

import dev.sallyport.server.approval.FreshSignIn;
import dev.sallyport.server.identity.Presence;
import java.time.Instant;
import java.util.Optional;

/// What a page says of the sign-in that something of high risk asks for.
///
/// @param sentence why, and how long the sign-in still counts
/// @param again where the human signs in again first, and comes back from; empty while their sign-in is fresh
record FreshNote(String sentence, Optional<String> again) {

    /// @param what asks for it, to begin a sentence with: `Approving this`
    /// @param because the rest of the sentence
    /// @param path of the page, to come back to
    static FreshNote of(
            FreshSignIn fresh,
            Presence presence,
            String what,
            String because,
            String path,
            Instant now) {
        var asks =
                what
                        + " asks for a sign-in within the last "
                        + Words.span(fresh.within())
                        + ", because "
                        + because
                        + ".";
        return presence instanceof Presence.SignedIn(var at) && fresh.isFresh(at, now)
                ? new FreshNote(
                        asks + " Yours counts until " + Words.time(fresh.ends(at)) + ".",
                        Optional.empty())
                : new FreshNote(
                        asks
                                + " Sign in again and you come back to this page; what you have typed on it is lost.",
                        Optional.of(LoginServlet.anew(path)));
    }
}
