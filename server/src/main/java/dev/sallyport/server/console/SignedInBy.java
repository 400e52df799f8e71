package dev.sallyport.server.console;

import java.util.Optional;

/// How a human signed in to the console; on record with the session.
///
/// @param keyId the key that the session stands on; empty for sessions that stand on something else
public record SignedInBy(Means means, Optional<String> keyId) {

    /// With what.
    public enum Means {
        /// The identity provider.
        PROVIDER,
        /// The token of an API key.
        KEY,
        /// A one-time link.
        LINK
    }

    static final SignedInBy PROVIDER = new SignedInBy(Means.PROVIDER, Optional.empty());

    public SignedInBy {
        if (keyId.isPresent() && means == Means.PROVIDER) {
            throw new IllegalArgumentException("a provider's session stands on no key");
        }
        if (keyId.isEmpty() && means == Means.KEY) {
            throw new IllegalArgumentException("a session by key stands on that key");
        }
    }
}
