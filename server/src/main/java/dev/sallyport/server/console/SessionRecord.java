package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;

/// Puts on record who signs in to the console, and whose session ends before its time. Safe from many threads.
public interface SessionRecord {

    /// Why a session ended.
    enum End {
        /// Its human signed out.
        SIGNED_OUT,
        /// Its browser signed in anew.
        REPLACED,
        /// The provider no longer vouches for the human.
        NOT_VOUCHED_FOR,
        /// The provider said so (OpenID Connect Back-Channel Logout 1.0).
        ENDED_BY_PROVIDER,
        /// The key that it stood on was revoked, or has expired.
        KEY_OVER,
        /// The role map no longer gives its human, who has no key, a right on the console.
        NO_RIGHT_LEFT,
        /// The configuration no longer lets humans sign in as its human did.
        WAY_CLOSED
    }

    /// Durable when it returns; a session begins only then.
    ///
    /// @param session names it, and opens nothing
    /// @param by how, and the key that the session stands on
    /// @throws RuntimeException when it cannot be made durable; there is no session then
    void signedIn(Principal human, String session, SignedInBy by);

    /// The session is over, whether this succeeds or not.
    void ended(Principal human, String session, End why);
}
