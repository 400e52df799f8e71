package dev.sallyport.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/// Stands in a record for a value that must not: whoever is told salt and value can check that they are the
/// ones recorded, and nobody can guess the value without the salt.
///
/// @param digest SHA-256, in lower-case hex, over the salt, the field's name with its length in bytes before
///     it (four bytes, the highest first), and the value's canonical JSON
/// @param salt 16 random bytes in lower-case hex; keep it apart from the log, or forget it
public record Commitment(String digest, String salt) {

    private static final int SALT_BYTES = 16;

    /// @throws IllegalArgumentException when the value has no canonical form
    public static Commitment of(String field, JsonNode value, SecureRandom random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(field, value, salt);
    }

    /// Whether the digest is this salt's and this value's.
    public boolean opens(String field, JsonNode value) {
        return of(field, value, HexFormat.of().parseHex(salt)).digest.equals(digest);
    }

    private static Commitment of(String field, JsonNode value, byte[] salt) {
        var name = field.getBytes(StandardCharsets.UTF_8);
        var sha256 = Merkle.sha256();
        sha256.update(salt);
        sha256.update(ByteBuffer.allocate(4).putInt(name.length).array());
        sha256.update(name);
        sha256.update(CanonicalJson.bytes(value));
        return new Commitment(
                HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(salt));
    }
}
