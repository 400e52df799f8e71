package dev.sallyport.server.console;

/// What humans are told who could not be signed in without a provider.
final class SignInTexts {

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

    private SignInTexts() {}
}
