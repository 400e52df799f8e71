package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/// A signed JWT taken apart, well-formed and so far believed in nothing.
///
/// @param signingInput header and payload as they were signed, in ASCII
/// @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515 §7.1</a>
record JwtParts(ObjectNode header, ClaimSet claims, String signingInput, Base64URL signature) {

    /// @param what it is, for the reasons: `token`
    static JwtParts parse(String text, String what, int charsMax) throws RefusedTokenException {
        if (text.length() > charsMax) {
            throw new RefusedTokenException(
                    "the " + what + " is longer than " + charsMax + " characters");
        }
        var parts = text.split("\\.", -1);
        if (parts.length == 5) {
            throw new RefusedTokenException("the " + what + " is encrypted (JWE)");
        }
        if (parts.length != 3) {
            throw new RefusedTokenException(
                    "the "
                            + what
                            + " has "
                            + parts.length
                            + " parts, where a signed one has three");
        }
        var header = object(parts[0], "the " + what + "'s header");
        var claims = new ClaimSet(object(parts[1], "the " + what + "'s payload"));
        if (parts[2].isEmpty()) {
            throw new RefusedTokenException("the " + what + "'s signature is empty");
        }
        var _ = decode(parts[2], "the " + what + "'s signature");
        return new JwtParts(header, claims, parts[0] + "." + parts[1], new Base64URL(parts[2]));
    }

    private static ObjectNode object(String part, String name) throws RefusedTokenException {
        return switch (StrictJson.object(decode(part, name))) {
            case StrictJson.Read.Good(var object) -> object;
            case StrictJson.Read.Bad(var problem) ->
                    throw new RefusedTokenException(name + " " + problem);
        };
    }

    /// Base64url in its only canonical form: other texts for the same bytes would be other tokens that say the same.
    private static byte[] decode(String part, String name) throws RefusedTokenException {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new RefusedTokenException(name + " is not base64url");
        }
        var canonical = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        if (!Arrays.equals(canonical, part.getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedTokenException(name + " is not canonical base64url");
        }
        return bytes;
    }
}
