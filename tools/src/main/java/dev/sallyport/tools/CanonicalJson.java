package dev.sallyport.tools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Canonical JSON after the JSON Canonicalization Scheme, for texts, integers, booleans, null, arrays and objects.
///
/// Fractions are refused: nothing that is hashed here has any, and their canonical form is where
/// implementations differ. So are texts with half a character: two of them would have the same hash, and what is read
/// back would not be what was written.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
public final class CanonicalJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                    .build();

    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    private CanonicalJson() {}

    /// @throws IllegalArgumentException for a fraction, an integer beyond ±(2^53 − 1), or a text that is not whole
    public static byte[] bytes(JsonNode node) {
        check(node);
        if (!WholeText.in(node)) {
            throw new IllegalArgumentException("half a surrogate has no canonical form");
        }
        return MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    }

    /// SHA-256 over the canonical form, in lower-case hex.
    public static String sha256(JsonNode node) {
        return sha256(bytes(node));
    }

    /// SHA-256 over what is canonical already, in lower-case hex.
    public static String sha256(byte[] canonical) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void check(JsonNode node) {
        if (node.isNumber()) {
            if (!node.isIntegralNumber()
                    || !node.canConvertToLong()
                    || Math.abs(node.longValue()) > SAFE_INTEGER_MAX) {
                throw new IllegalArgumentException(
                        "only integers up to 2^53 - 1 have a canonical form here");
            }
        }
        for (var child : node) {
            check(child);
        }
    }
}
