package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.identity.Presented;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Proofs that a request's sender has the key a token is bound to, each good for one request. Safe from many threads.
///
/// Used proofs are remembered in this process alone; a replica would take one again for as long as it is fresh.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449 §4.3</a>
final class DpopProofs {

    /// How far a proof's `iat` may be from now, both ways.
    static final Duration WINDOW = Duration.ofSeconds(60);

    /// Some 100 bytes each. When all are fresh, no further proof is taken.
    private static final int REMEMBERED_MAX = 100_000;

    /// So one key's holder cannot use up what all share: 40 proofs a second for as long as they are remembered.
    static final int REMEMBERED_OF_A_KEY_MAX = 4_800;

    private static final int PROOF_CHARS_MAX = 4 * 1024;
    private static final int ID_LENGTH_MAX = 256;

    private final Clock clock;

    /// By the hash of a used proof; the oldest first. Guarded by this.
    private final Map<String, Used> used = new LinkedHashMap<>();

    /// How many of them are of one key. Guarded by this.
    private final Map<String, Integer> ofKey = new HashMap<>();

    /// @param until from when it may be forgotten
    private record Used(String thumbprint, Instant until) {}

    DpopProofs(Clock clock) {
        this.clock = clock;
    }

    /// @param thumbprint of the key that the token is bound to (RFC 7638, SHA-256)
    void check(Presented presented, String thumbprint) throws RefusedTokenException {
        if (presented.proofs().size() != 1) {
            throw new RefusedTokenException(
                    "the request has "
                            + presented.proofs().size()
                            + " DPoP proofs, where one is needed");
        }
        var proof = JwtParts.parse(presented.proofs().getFirst(), "proof", PROOF_CHARS_MAX);
        var algorithm = algorithm(proof.header());
        var key = key(proof.header());
        if (!algorithm.fits(key)
                || !SignatureCheck.passes(
                        proof.signingInput(), proof.signature(), algorithm, key, "proof")) {
            throw new RefusedTokenException("the proof's signature is wrong");
        }
        if (!Digests.same(thumbprint(key), thumbprint)) {
            throw new RefusedTokenException("the proof is by another key than the token's");
        }
        checkRequest(proof.claims(), presented);
        use(proof.claims(), thumbprint);
    }

    private static SignatureAlgorithm algorithm(ObjectNode header) throws RefusedTokenException {
        if (!header.path("typ").asString("").equals("dpop+jwt")) {
            throw new RefusedTokenException("the proof's `typ` is not `dpop+jwt`");
        }
        if (header.has("crit") || header.has("b64")) {
            throw new RefusedTokenException("the proof wants an extension understood");
        }
        var name = header.path("alg").asString("");
        return SignatureAlgorithm.of(name)
                .orElseThrow(() ->
                        new RefusedTokenException(
                                "the proof's algorithm " + Quoted.of(name) + " is not taken"));
    }

    private static JWK key(ObjectNode header) throws RefusedTokenException {
        try {
            var key = JWK.parse(header.path("jwk").toString());
            if (key.isPrivate()) {
                throw new RefusedTokenException("the proof gives its private key away");
            }
            return key;
        } catch (ParseException | RuntimeException e) {
            // Nimbus answers some texts that are no keys with faults of its own.
            throw new RefusedTokenException("the proof has no `jwk` that is a public key");
        }
    }

    private static String thumbprint(JWK key) throws RefusedTokenException {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new RefusedTokenException("the proof's key has no thumbprint");
        }
    }

    private void checkRequest(ClaimSet claims, Presented presented) throws RefusedTokenException {
        if (!claims.text("htm").orElse("").equals(presented.method())) {
            throw new RefusedTokenException("the proof is for another method");
        }
        var own = plain(presented.url());
        if (own.isEmpty()) {
            throw new RefusedTokenException(
                    "the proof's URL cannot be checked; write `server.public_url`, since the gate listens on every"
                            + " interface");
        }
        if (!plain(claims.text("htu").orElse("")).equals(own)) {
            throw new RefusedTokenException(
                    "the proof is for another URL than " + Quoted.of(presented.url()));
        }
        if (!Digests.same(claims.text("ath").orElse(""), Digests.sha256(presented.token()))) {
            throw new RefusedTokenException("the proof is for another token");
        }
        var made =
                claims.instant("iat")
                        .orElseThrow(() -> new RefusedTokenException("the proof has no `iat`"));
        if (Duration.between(made, clock.instant()).abs().compareTo(WINDOW) > 0) {
            throw new RefusedTokenException("the proof was made at " + made + ", not just now");
        }
    }

    private void use(ClaimSet claims, String thumbprint) throws RefusedTokenException {
        var id =
                claims.text("jti")
                        .filter(text -> !text.isBlank() && text.length() <= ID_LENGTH_MAX)
                        .orElseThrow(() -> new RefusedTokenException("the proof has no `jti`"));
        var now = clock.instant();
        var hash =
                Digests.sha256(
                        (thumbprint + " " + id).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        synchronized (this) {
            forget(now);
            if (used.containsKey(hash)) {
                throw new RefusedTokenException("the proof was used before");
            }
            if (used.size() >= REMEMBERED_MAX
                    || ofKey.getOrDefault(thumbprint, 0) >= REMEMBERED_OF_A_KEY_MAX) {
                throw new RefusedTokenException("more proofs come than can be remembered");
            }
            // Fresh for one window before its `iat` and one after; so entries stand in the order in
            // which they go.
            used.put(hash, new Used(thumbprint, now.plus(WINDOW.multipliedBy(2))));
            ofKey.merge(thumbprint, 1, Integer::sum);
        }
    }

    private synchronized void forget(Instant now) {
        var oldest = used.values().iterator();
        while (oldest.hasNext()) {
            var next = oldest.next();
            if (!next.until().isBefore(now)) {
                return;
            }
            oldest.remove();
            ofKey.computeIfPresent(next.thumbprint(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /// A URL with what may be written in two ways written in one (RFC 3986 §6.2.2 and §6.2.3).
    private static String plain(String text) {
        try {
            var url = new URI(text);
            if (url.getScheme() == null || url.getHost() == null) {
                return "";
            }
            var scheme = url.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            int port = url.getPort() == -1 ? usual : url.getPort();
            var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port + path;
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
