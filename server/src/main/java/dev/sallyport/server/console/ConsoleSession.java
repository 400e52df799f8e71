package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.Presence;
import java.time.Instant;
import java.util.Optional;

/// One human, signed in with one browser.
///
/// @param id the hash of the browser's secret
/// @param by how the human signed in
/// @param subjectHash of the provider's name for the human
/// @param principal as the role map knows the human
/// @param shownName as the provider writes it; for the human's own eyes alone
/// @param sealedTokens the provider's tokens, sealed under the secret; empty where no provider gave any
/// @param signedIn when the human signed in last; empty where nobody says
/// @param checked when the provider last vouched for the human
/// @param checkDue when it is to be asked again
record ConsoleSession(
        String id,
        SignedInBy by,
        String subjectHash,
        Principal principal,
        String shownName,
        String sealedTokens,
        Instant started,
        Instant seen,
        Optional<Instant> signedIn,
        Instant checked,
        Instant checkDue) {

    /// How it is known that the human is there. The session goes on by itself, so it says nothing but when they signed in.
    Presence presence() {
        return signedIn.<Presence>map(Presence.SignedIn::new).orElse(Presence.UNKNOWN);
    }

    ConsoleSession as(Principal now) {
        return new ConsoleSession(
                id,
                by,
                subjectHash,
                now,
                shownName,
                sealedTokens,
                started,
                seen,
                signedIn,
                checked,
                checkDue);
    }
}
