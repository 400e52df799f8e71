package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// Checks signatures: Nimbus' RSA and ECDSA, the JDK's Ed25519 (Nimbus' own would bring Tink along).
final class SignatureCheck {

    /// The DER around the 32 bytes of an Ed25519 public key (RFC 8410 §4).
    private static final byte[] ED25519_DER = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;

    private SignatureCheck() {}

    /// @param signingInput in ASCII
    /// @param key fit for the algorithm
    /// @param what is signed, for the reasons: `token`
    /// @throws RefusedTokenException when the signature cannot be one, whatever the key
    static boolean passes(
            String signingInput,
            Base64URL signature,
            SignatureAlgorithm algorithm,
            JWK key,
            String what)
            throws RefusedTokenException {
        checkForm(signature.decode(), algorithm, key, what);
        var signed = signingInput.getBytes(StandardCharsets.US_ASCII);
        // A header with nothing but the algorithm: Nimbus is not to find anything else in the
        // token's.
        var header = new JWSHeader(algorithm.jose());
        try {
            return switch (key) {
                case RSAKey rsa ->
                        new RSASSAVerifier(rsa.toRSAPublicKey()).verify(header, signed, signature);
                case ECKey ec ->
                        new ECDSAVerifier(ec.toECPublicKey()).verify(header, signed, signature);
                case OctetKeyPair pair -> ed25519(signed, signature.decode(), pair);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private static void checkForm(
            byte[] signature, SignatureAlgorithm algorithm, JWK key, String what)
            throws RefusedTokenException {
        int bytes =
                switch (key) {
                    case RSAKey rsa -> (rsa.size() + 7) / 8;
                    case ECKey _ ->
                            switch (algorithm) {
                                case ES256 -> 64;
                                case ES384 -> 96;
                                case ES512 -> 132;
                                case RS256, RS384, RS512, PS256, PS384, PS512, EDDSA -> 0;
                            };
                    default -> 64;
                };
        if (signature.length != bytes) {
            throw new RefusedTokenException(
                    "the "
                            + what
                            + "'s signature has "
                            + signature.length
                            + " bytes, where "
                            + algorithm.joseName()
                            + " with this key has "
                            + bytes);
        }
        if (key instanceof ECKey
                && (zero(signature, 0, bytes / 2) || zero(signature, bytes / 2, bytes))) {
            throw new RefusedTokenException("the " + what + "'s ECDSA signature has a zero in it");
        }
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean ed25519(byte[] signed, byte[] signature, OctetKeyPair pair)
            throws GeneralSecurityException {
        var point = pair.getX().decode();
        if (point.length != ED25519_BYTES) {
            return false;
        }
        var der = new byte[ED25519_DER.length + ED25519_BYTES];
        System.arraycopy(ED25519_DER, 0, der, 0, ED25519_DER.length);
        System.arraycopy(point, 0, der, ED25519_DER.length, ED25519_BYTES);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
        verifier.update(signed);
        return verifier.verify(signature);
    }
}
