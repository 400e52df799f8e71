package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import java.time.Instant;
import java.util.Optional;

/// A key as it is listed: everything but the token, which nobody has but its holder.
///
/// @param keyId the public part of the token, 16 hex digits
/// @param expires the first instant at which it no longer works
/// @param lastUsed about when it last opened the door, up to a minute or two late; absent for never
/// @param replaces the id of the key that it was made in place of
/// @param replaced when a newer key took its place; it works on until it expires
public record ApiKey(
        String keyId,
        String name,
        Principal principal,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed,
        Optional<String> replaces,
        Optional<Instant> replaced) {

    /// Whether the key opens the door at this instant.
    public boolean works(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }
}
