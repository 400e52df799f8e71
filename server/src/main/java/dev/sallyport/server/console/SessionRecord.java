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
        ENDED_BY_PROVIDER
    }

    /// Durable when it returns; a session begins only then.
    ///
    /// @param session names it, and opens nothing
    /// @throws RuntimeException when it cannot be made durable; there is no session then
    void signedIn(Principal human, String session);

    /// The session is over, whether this succeeds or not.
    void ended(Principal human, String session, End why);
}
