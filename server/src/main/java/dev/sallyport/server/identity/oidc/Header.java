package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.yaml.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What a JWT says of its own form. Only the algorithm and the key's id are used, and both only to choose among
/// what the configuration and the issuer's key set allow.
///
/// @param algorithm as written; not yet allowed
record Header(String algorithm, Optional<String> keyId) {

    private static final int KEY_ID_LENGTH_MAX = 256;

    /// Through these a token would bring, or point at, the key that checks it.
    private static final List<String> OWN_KEYS = List.of("jwk", "jku", "x5u", "x5c");

    /// Access tokens: RFC 9068, and the many that say no more than that they are a JWT.
    private static final List<String> TYPES = List.of("at+jwt", "application/at+jwt", "jwt");

    static Header of(ObjectNode json) throws RefusedTokenException {
        for (var name : OWN_KEYS) {
            if (json.has(name)) {
                throw new RefusedTokenException(
                        "the token brings a key of its own (header `" + name + "`)");
            }
        }
        if (json.has("crit") || json.has("b64")) {
            throw new RefusedTokenException(
                    "the token wants an extension understood (header `"
                            + (json.has("b64") ? "b64" : "crit")
                            + "`)");
        }
        if (json.has("enc") || json.has("zip")) {
            throw new RefusedTokenException("the token is encrypted or compressed");
        }
        checkType(json);
        return new Header(algorithm(json), keyId(json));
    }

    private static void checkType(ObjectNode json) throws RefusedTokenException {
        if (json.has("cty")) {
            throw new RefusedTokenException("the token holds another one (header `cty`)");
        }
        var type = json.get("typ");
        if (type != null
                && !(type.isString()
                        && TYPES.contains(type.stringValue().toLowerCase(Locale.ROOT)))) {
            throw new RefusedTokenException(
                    "the token is no access token: its header's `typ` is "
                            + Quoted.of(type.asString(type.toString())));
        }
    }

    private static String algorithm(ObjectNode json) throws RefusedTokenException {
        var algorithm = json.get("alg");
        if (algorithm == null || !algorithm.isString()) {
            throw new RefusedTokenException("the token names no algorithm");
        }
        var name = algorithm.stringValue();
        var lower = name.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("none") || lower.isEmpty()) {
            throw new RefusedTokenException(
                    "the token is not signed: its `alg` is " + Quoted.of(name));
        }
        if (lower.startsWith("hs")) {
            throw new RefusedTokenException(
                    "the token is signed with a shared secret: its `alg` is " + Quoted.of(name));
        }
        return name;
    }

    private static Optional<String> keyId(ObjectNode json) throws RefusedTokenException {
        var id = json.get("kid");
        if (id == null) {
            return Optional.empty();
        }
        if (!id.isString()
                || id.stringValue().isEmpty()
                || id.stringValue().length() > KEY_ID_LENGTH_MAX
                || !id.stringValue().chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new RefusedTokenException("the token's `kid` is no visible text of at most 256");
        }
        return Optional.of(id.stringValue());
    }
}
