package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/// A JWT in its compact form, well-formed and so far believed in nothing.
///
/// @param signingInput header and payload as they were signed, in ASCII
/// @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515 §7.1</a>
record CompactToken(Header header, ClaimSet claims, String signingInput, Base64URL signature) {

    /// As long as the door takes them.
    static final int CHARS_MAX = 8 * 1024;

    /// Whether the text means to be a JWT: it has the dots of one. Everything else is opaque.
    static boolean looksLikeOne(String text) {
        return text.chars().filter(c -> c == '.').count() >= 2;
    }

    static CompactToken parse(String text) throws RefusedTokenException {
        if (text.length() > CHARS_MAX) {
            throw new RefusedTokenException(
                    "the token is longer than " + CHARS_MAX + " characters");
        }
        var parts = text.split("\\.", -1);
        if (parts.length == 5) {
            throw new RefusedTokenException("the token is encrypted (JWE)");
        }
        if (parts.length != 3) {
            throw new RefusedTokenException(
                    "the token has " + parts.length + " parts, where a signed one has three");
        }
        var header = Header.of(object(parts[0], "header"));
        var claims = new ClaimSet(object(parts[1], "payload"));
        if (parts[2].isEmpty()) {
            throw new RefusedTokenException("the token's signature is empty");
        }
        var _ = decode(parts[2], "signature");
        return new CompactToken(header, claims, parts[0] + "." + parts[1], new Base64URL(parts[2]));
    }

    private static ObjectNode object(String part, String name) throws RefusedTokenException {
        return switch (StrictJson.object(decode(part, name))) {
            case StrictJson.Read.Good(var object) -> object;
            case StrictJson.Read.Bad(var problem) ->
                    throw new RefusedTokenException("the token's " + name + " " + problem);
        };
    }

    /// Base64url in its only canonical form: other texts for the same bytes would be other tokens that say the same.
    private static byte[] decode(String part, String name) throws RefusedTokenException {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new RefusedTokenException("the token's " + name + " is not base64url");
        }
        var canonical = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        if (!Arrays.equals(canonical, part.getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedTokenException("the token's " + name + " is not canonical base64url");
        }
        return bytes;
    }
}
