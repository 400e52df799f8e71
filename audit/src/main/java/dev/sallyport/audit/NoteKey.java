package dev.sallyport.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// An Ed25519 public key in the one-line form `name+id+key` that other transparency-log tools read. What its signatures
/// are over depends on its type. Immutable.
///
/// @param id the key's number in signature lines, derived from name, type and key
/// @param key base64 over the type's byte and the 32 bytes of the public key
/// @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
record NoteKey(String name, int id, String key) {

    // The fixed head of an Ed25519 public key in X.509 form (RFC 8410 §4).
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;

    static NoteKey of(String name, byte type, PublicKey publicKey) {
        var typed =
                ByteBuffer.allocate(1 + KEY_BYTES)
                        .put(type)
                        .put(publicKey.getEncoded(), X509_HEAD.length, KEY_BYTES)
                        .array();
        return new NoteKey(name, id(name, typed), Base64.getEncoder().encodeToString(typed));
    }

    /// Not checked yet, beyond its three parts.
    ///
    /// @throws IllegalArgumentException when the text is not spelled as a key is
    static NoteKey parse(String text) {
        var parts = text.strip().split("\\+", 3);
        if (parts.length != 3 || parts[1].length() != 8) {
            throw new IllegalArgumentException("a verifier key reads `name+id+key`");
        }
        var key = new NoteKey(parts[0], HexFormat.fromHexDigits(parts[1]), parts[2]);
        if (!key.toString().equals(text.strip())) {
            throw new IllegalArgumentException("a verifier key has its id in lower-case digits");
        }
        return key;
    }

    /// The type's byte.
    ///
    /// @throws IllegalArgumentException when there is none
    byte type() {
        var typed = Base64.getDecoder().decode(key);
        if (typed.length == 0) {
            throw new IllegalArgumentException("a verifier key has a type");
        }
        return typed[0];
    }

    /// @throws IllegalArgumentException when it is no Ed25519 key of this type, or its id does not fit
    void check(byte type) {
        var typed = Base64.getDecoder().decode(key);
        if (typed.length != 1 + KEY_BYTES
                || typed[0] != type
                || !Base64.getEncoder().encodeToString(typed).equals(key)) {
            throw new IllegalArgumentException("no Ed25519 verifier key: `" + key + "`");
        }
        if (id != id(name, typed)) {
            throw new IllegalArgumentException(
                    "the id of the verifier key of `" + name + "` does not fit its name and key");
        }
    }

    /// The 32 bytes in hexadecimal digits: the key itself, whatever name and type it goes by.
    String material() {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(key), 1, 1 + KEY_BYTES);
    }

    private static int id(String name, byte[] typed) {
        var digest = Merkle.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(typed);
        return ByteBuffer.wrap(digest.digest()).getInt();
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            var typed = Base64.getDecoder().decode(key);
            var encoded = ByteBuffer.allocate(44).put(X509_HEAD).put(typed, 1, KEY_BYTES).array();
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name + "+" + HexFormat.of().toHexDigits(id) + "+" + key;
    }
}
