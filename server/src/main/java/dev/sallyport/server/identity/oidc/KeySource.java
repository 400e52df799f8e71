package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.Optional;

/// Where the keys of an issuer come from. Safe from many threads.
interface KeySource {

    /// The keys that may have signed a token.
    ///
    /// @param keyId as the token names it
    /// @param algorithm allowed for the issuer
    Keys find(Optional<String> keyId, SignatureAlgorithm algorithm);

    /// The answer.
    sealed interface Keys {
        /// @param keys at least one, each fit for the algorithm
        record Found(List<JWK> keys) implements Keys {}

        record Unknown(String reason) implements Keys {}

        /// No key of the issuer is known now.
        record Unavailable(String reason) implements Keys {}
    }
}
