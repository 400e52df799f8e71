package dev.sallyport.server.console;

import dev.sallyport.server.console.SessionRecord.End;
import dev.sallyport.server.http.HttpFront;
import java.net.URI;
import java.util.Optional;

/// Who vouches for the humans in the console: signs them in, and says at each request whether they may still be there.
/// A gate has one. Safe from many threads; methods block and belong on virtual threads.
sealed interface Voucher extends AutoCloseable permits ProviderSignIn, LocalSignIn {

    /// What the voucher says of a session.
    sealed interface Standing {
        /// @param session with whom it is now
        record Good(ConsoleSession session) implements Standing {}

        /// The session is to end.
        ///
        /// @param reason for the operator's log
        record Over(End why, String reason) implements Standing {}

        /// Nobody can say for now.
        record Unknown() implements Standing {}
    }

    /// Asked at every request.
    Standing standing(SessionSecret secret, ConsoleSession session);

    /// Where a browser whose session ended here can end it at the provider too.
    Optional<URI> logoutUrl(SessionSecret secret, ConsoleSession ended);

    /// Where [#logoutUrl] leads, for the page with the form.
    Optional<String> logoutOrigin();

    /// A link with which one human signs in once; empty where links do not exist.
    ///
    /// @throws dev.sallyport.server.state.StateException when the state database does not answer
    Optional<URI> link(LinkFor whom);

    /// Opens the doors by which humans sign in.
    void install(HttpFront.Builder builder);

    @Override
    void close();
}
