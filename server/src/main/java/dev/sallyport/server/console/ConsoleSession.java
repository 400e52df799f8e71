package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import java.time.Instant;

/// One human, signed in with one browser.
///
/// @param id the hash of the browser's secret
/// @param subjectHash of the provider's name for the human
/// @param principal as the role map knows the human
/// @param shownName as the provider writes it; for the human's own eyes alone
/// @param sealedTokens the provider's tokens, sealed under the secret
/// @param checked when the provider last vouched for the human
/// @param checkDue when it is to be asked again
record ConsoleSession(
        String id,
        String subjectHash,
        Principal principal,
        String shownName,
        String sealedTokens,
        Instant started,
        Instant seen,
        Instant checked,
        Instant checkDue) {}
