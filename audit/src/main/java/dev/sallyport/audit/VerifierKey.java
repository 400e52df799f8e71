package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// The public half of a log's key, in the one-line form `name+id+key` that other transparency-log tools
/// read. Immutable.
///
/// @param name the signer's name: the log's origin
/// @param id the key's number in signature lines, derived from name and key
/// @param key base64 over the byte 1 (Ed25519) and the 32 bytes of the public key
/// @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
public record VerifierKey(String name, int id, String key) {

    static final byte ED25519 = 1;

    /// What a file with one key may have.
    static final int FILE_BYTES_MAX = 4096;

    // The fixed head of an Ed25519 public key in X.509 form (RFC 8410 §4).
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    public VerifierKey {
        var bytes = Base64.getDecoder().decode(key);
        if (bytes.length != 33
                || bytes[0] != ED25519
                || !Base64.getEncoder().encodeToString(bytes).equals(key)) {
            throw new IllegalArgumentException("no Ed25519 verifier key: `" + key + "`");
        }
        if (id != id(name, bytes)) {
            throw new IllegalArgumentException(
                    "the id of the verifier key of `" + name + "` does not fit its name and key");
        }
    }

    /// @throws IllegalArgumentException when the text is no `name+id+key`, or its id does not fit
    public static VerifierKey parse(String text) {
        var parts = text.strip().split("\\+", 3);
        if (parts.length != 3 || parts[1].length() != 8) {
            throw new IllegalArgumentException("a verifier key reads `name+id+key`");
        }
        var key = new VerifierKey(parts[0], HexFormat.fromHexDigits(parts[1]), parts[2]);
        if (!key.toString().equals(text.strip())) {
            throw new IllegalArgumentException("a verifier key has its id in lower-case digits");
        }
        return key;
    }

    /// Reads the first 4 KiB of a file that holds nothing else.
    ///
    /// @throws IOException when there is no such file, or it is longer or no UTF-8
    /// @throws IllegalArgumentException when it holds no key
    public static VerifierKey read(Path file) throws IOException {
        return parse(SafeFiles.text(SafeFiles.read(file, FILE_BYTES_MAX)));
    }

    static VerifierKey of(String name, PublicKey publicKey) {
        var encoded = publicKey.getEncoded();
        var bytes = ByteBuffer.allocate(33).put(ED25519).put(encoded, X509_HEAD.length, 32).array();
        return new VerifierKey(name, id(name, bytes), Base64.getEncoder().encodeToString(bytes));
    }

    static int id(String name, byte[] typeAndKey) {
        var digest = Merkle.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(typeAndKey);
        return ByteBuffer.wrap(digest.digest()).getInt();
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            var bytes = Base64.getDecoder().decode(key);
            var encoded = ByteBuffer.allocate(44).put(X509_HEAD).put(bytes, 1, 32).array();
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(text);
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
