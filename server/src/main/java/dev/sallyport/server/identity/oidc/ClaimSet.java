package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.yaml.Quoted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The claims of a token, each read as the one type it may have. A claim of another type refuses the token.
record ClaimSet(ObjectNode json) {

    /// The last second that [Instant] and every issuer agree on: 9999-12-31T23:59:59Z.
    private static final long SECONDS_MAX = 253_402_300_799L;

    boolean has(String name) {
        return json.has(name);
    }

    Optional<String> text(String name) throws RefusedTokenException {
        var node = json.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw new RefusedTokenException("the claim " + Quoted.of(name) + " is no text");
        }
        return Optional.of(node.stringValue());
    }

    Optional<ObjectNode> object(String name) throws RefusedTokenException {
        var node = json.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new RefusedTokenException("the claim " + Quoted.of(name) + " is no object");
    }

    /// A NumericDate in whole seconds, as all issuers write it (RFC 7519 §2).
    Optional<Instant> instant(String name) throws RefusedTokenException {
        var node = json.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < 0
                || node.longValue() > SECONDS_MAX) {
            throw new RefusedTokenException(
                    "the claim " + Quoted.of(name) + " is no time in whole seconds");
        }
        return Optional.of(Instant.ofEpochSecond(node.longValue()));
    }

    /// One text, or a list of texts.
    ///
    /// @param most how many there may be
    static List<String> texts(@Nullable JsonNode node, String name, int most)
            throws RefusedTokenException {
        if (node == null) {
            return List.of();
        }
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        if (!node.isArray()) {
            throw new RefusedTokenException(
                    "the claim " + Quoted.of(name) + " is no text and no list of texts");
        }
        if (node.size() > most) {
            throw new RefusedTokenException(
                    "the claim " + Quoted.of(name) + " has more than " + most + " entries");
        }
        var texts = new ArrayList<String>();
        for (var item : node) {
            if (!item.isString()) {
                throw new RefusedTokenException(
                        "the claim " + Quoted.of(name) + " holds something that is no text");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }
}
