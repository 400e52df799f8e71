package dev.sallyport.server.approval;

import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Opened;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// One gate process's API keys of humans beside its held calls.
final class KeyBook {
    final ApiKeys keys;

    KeyBook(Desk desk) {
        keys = new ApiKeys(desk.store, desk.clock, new SecureRandom());
    }

    /// Makes a key that never expires.
    ///
    /// @return its id
    String make(String human) {
        return make(human, Optional.empty());
    }

    /// Makes a key.
    ///
    /// @return its id
    String make(String human, Optional<Instant> expires) {
        return switch (keys.create(human, Set.of("people"), true, expires)) {
            case Creation.Created(var token, _) -> id(token);
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// @return whether there was one that worked
    boolean revoke(String human) {
        return keys.revoke(human);
    }

    /// The id of the key that a token is of.
    String id(String token) {
        return ((Opened.Works) keys.open(token)).key().keyId();
    }
}
