package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.Set;

/// Keys to sign tokens with, made once, and signatures over anything.
public final class TestKeys {

    public static final RSAKey RSA = rsa("rsa", 2_048);
    public static final ECKey EC = ec("ec", Curve.P_256);
    static final ECKey EC384 = ec("ec384", Curve.P_384);
    static final RSAKey SHORT_RSA = shortRsa();
    static final KeyPair ED25519_PAIR = ed25519();
    static final OctetKeyPair ED25519 = octets("ed", ED25519_PAIR);

    private TestKeys() {}

    public static RSAKey rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey shortRsa() {
        try {
            return new RSAKeyGenerator(1_024, true).keyID("short").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec(String id, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static OctetKeyPair octets(String id, KeyPair pair) {
        var der = ((EdECPublicKey) pair.getPublic()).getEncoded();
        var point = Arrays.copyOfRange(der, der.length - 32, der.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point)).keyID(id).build();
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    /// The signature over `input` in base64url.
    ///
    /// @param key of this class, or any other with a private part
    static String sign(String input, JWSAlgorithm algorithm, JWK key) {
        try {
            var bytes = input.getBytes(StandardCharsets.US_ASCII);
            var header = new JWSHeader(algorithm);
            return switch (key) {
                case RSAKey rsa ->
                        new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                                .sign(header, bytes)
                                .toString();
                case ECKey ec -> new ECDSASigner(ec).sign(header, bytes).toString();
                default -> {
                    var signature = Signature.getInstance("Ed25519");
                    signature.initSign(ED25519_PAIR.getPrivate());
                    signature.update(bytes);
                    yield Base64URL.encode(signature.sign()).toString();
                }
            };
        } catch (JOSEException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// An HMAC whose secret is a public key, as an attacker would make it.
    static String hmac(String input, JWSAlgorithm algorithm, byte[] secret) {
        try {
            return new MACSigner(secret)
                    .sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.US_ASCII))
                    .toString();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
