package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;

/// A signature algorithm and the one kind of key it goes with; so the key decides, never the token alone.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725 §3.1</a>
enum SignatureAlgorithm {
    RS256("RS256", ""),
    RS384("RS384", ""),
    RS512("RS512", ""),
    PS256("PS256", ""),
    PS384("PS384", ""),
    PS512("PS512", ""),
    ES256("ES256", "P-256"),
    ES384("ES384", "P-384"),
    ES512("ES512", "P-521"),
    EDDSA("EdDSA", "Ed25519");

    private static final int RSA_BITS_MIN = 2_048;

    /// Checking takes time that grows with the square of it.
    private static final int RSA_BITS_MAX = 8_192;

    private final String joseName;
    private final String curve;

    /// @param curve of the key; empty for RSA
    SignatureAlgorithm(String joseName, String curve) {
        this.joseName = joseName;
        this.curve = curve;
    }

    String joseName() {
        return joseName;
    }

    JWSAlgorithm jose() {
        return JWSAlgorithm.parse(joseName);
    }

    static Optional<SignatureAlgorithm> of(String name) {
        for (var algorithm : values()) {
            if (algorithm.joseName.equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /// Whether a key is of the kind, curve and size, and published for this algorithm or for any.
    boolean fits(JWK key) {
        var published = key.getAlgorithm();
        if (published != null && !published.getName().equals(joseName)) {
            return false;
        }
        return switch (key) {
            case RSAKey rsa ->
                    curve.isEmpty() && bits(rsa) >= RSA_BITS_MIN && bits(rsa) <= RSA_BITS_MAX;
            case ECKey ec -> this != EDDSA && curve.equals(ec.getCurve().getName());
            case OctetKeyPair pair -> this == EDDSA && curve.equals(pair.getCurve().getName());
            default -> false;
        };
    }

    /// The length of the modulus itself: Nimbus' `size` counts zeros before it, which lengthen no key.
    static int bits(RSAKey key) {
        return key.getModulus().decodeToBigInteger().bitLength();
    }
}
