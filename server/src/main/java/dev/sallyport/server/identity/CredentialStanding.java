package dev.sallyport.server.identity;

import java.time.Clock;

/// Whether a credential that has opened the door would still open it: keys may be revoked and tokens end while a caller
/// waits. Safe from many threads.
public final class CredentialStanding {

    private final ApiKeys keys;
    private final Clock clock;

    public CredentialStanding(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Asks the state database where it is an API key. An issuer's token stands until it expires.
    ///
    /// @throws RuntimeException when the database does not answer; to be taken as no
    public boolean stands(CredentialBounds bounds) {
        var now = clock.instant();
        return bounds.expires().map(now::isBefore).orElse(true)
                && bounds.keyId()
                        .map(id -> keys.find(id).filter(key -> key.works(now)).isPresent())
                        .orElse(true);
    }
}
