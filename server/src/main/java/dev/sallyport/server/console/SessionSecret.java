package dev.sallyport.server.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What the browser of a signed-in human holds: 256 random bits, as 43 characters of base64url. All else about a
/// session is derived from it, so that whoever reads the state database can neither enter a session nor use the
/// provider's tokens in it.
final class SessionSecret {

    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] bytes;

    private SessionSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    static SessionSecret generate(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionSecret(bytes);
    }

    /// @return empty when the text is no such secret
    static Optional<SessionSecret> parse(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            var secret = new SessionSecret(bytes);
            return bytes.length == BYTES && secret.text().equals(text)
                    ? Optional.of(secret)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The cookie's value.
    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Under which the session is found: SHA-256 over the secret, in hex. With 256 random bits inside, a slow hash
    /// would add nothing.
    String id() {
        return sha256(bytes);
    }

    /// What a request of this session that changes anything must carry, and no other site can know.
    String csrfToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(derive("csrf"));
    }

    boolean isCsrfToken(String given) {
        return MessageDigest.isEqual(
                csrfToken().getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    /// Stands only on a page that shows a request whole; whoever sends it back has had that page.
    ///
    /// @param digest of the request
    String openedToken(String digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(derive("opened " + digest));
    }

    boolean isOpenedToken(String digest, String given) {
        return MessageDigest.isEqual(
                openedToken(digest).getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    /// Encrypts for this session alone (AES-256-GCM).
    String seal(String text, SecureRandom random) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(nonce.length + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /// @return empty when it was not sealed by this session
    Optional<String> open(String sealed) {
        try {
            var all = Base64.getDecoder().decode(sealed);
            var opened =
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES))
                            .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derive("seal"), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /// HKDF-SHA-256 (RFC 5869).
    private byte[] derive(String purpose) {
        var info = ("sallyport console session " + purpose).getBytes(StandardCharsets.UTF_8);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract().addIKM(bytes).thenExpand(info, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 25 has HKDF", e);
        }
    }

    /// In hex.
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Keeps the secret out of logs.
    @Override
    public String toString() {
        return "SessionSecret[" + id().substring(0, 8) + "…]";
    }
}
