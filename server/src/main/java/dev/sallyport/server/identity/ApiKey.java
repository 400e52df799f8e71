package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import java.time.Instant;
import java.util.Optional;

/// A key as it is listed: everything but the token, which nobody has but its holder.
///
/// @param keyId the public part of the token, 16 hex digits
/// @param expires the first instant at which it no longer works
public record ApiKey(
        String keyId,
        String name,
        Principal principal,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked) {

    /// Whether the key opens the door at this instant.
    public boolean works(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }
}
