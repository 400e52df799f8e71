package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Certificates;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presented;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// All authorization servers of a configuration, behind one question: who is this? Fetches their keys on threads of
/// its own until it is closed. Safe from many threads.
public final class Issuers implements Authenticator, AutoCloseable {

    /// From the first byte to the last of an issuer's answer.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /// While the keys cannot be fetched.
    private static final Duration RETRY_EVERY = Duration.ofSeconds(10);

    private final IssuerHttp http;
    private final Map<String, IssuerTokens> byName = new LinkedHashMap<>();
    private final Map<String, RemoteKeys> keys = new LinkedHashMap<>();
    private final List<Thread> refreshers = new ArrayList<>();

    private Issuers(Identity identity, Predicate<String> heldByKey, Clock clock) {
        http = new IssuerHttp(ANSWER_MAX);
        var proof = new HolderProof(new DpopProofs(clock));
        for (var issuer : identity.issuers()) {
            var source = new RemoteKeys(http, issuer.issuer(), issuer.jwksUrl(), clock);
            var names =
                    new TokenNames(issuer.prefix(), prefixesBeside(issuer, identity), heldByKey);
            keys.put(issuer.issuer(), source);
            var introspector =
                    issuer.introspection()
                            .map(to -> new Introspector(http, issuer.issuer(), to, clock));
            byName.put(
                    issuer.issuer(),
                    new IssuerTokens(issuer, source, introspector, names, proof, clock));
        }
    }

    private static Set<String> prefixesBeside(Issuer issuer, Identity identity) {
        var prefixes = new HashSet<String>();
        identity.issuers().stream()
                .filter(other -> !other.issuer().equals(issuer.issuer()))
                .forEach(other -> other.prefix().ifPresent(prefixes::add));
        identity.certificates().flatMap(Certificates::prefix).ifPresent(prefixes::add);
        return prefixes;
    }

    /// Starts to fetch keys; an issuer that does not answer is asked again, and its tokens wait.
    ///
    /// @param heldByKey whether a subject is that of an API key that is not revoked
    public static Issuers open(Identity identity, Predicate<String> heldByKey, Clock clock) {
        var issuers = new Issuers(identity, heldByKey, clock);
        issuers.keys.forEach((name, source) ->
                issuers.refreshers.add(
                        Thread.ofVirtual().name("keys of " + name).start(() -> keepFresh(source))));
        return issuers;
    }

    private static void keepFresh(RemoteKeys source) {
        try {
            while (true) {
                var wait = source.refresh().isEmpty() ? RemoteKeys.REFRESH_EVERY : RETRY_EVERY;
                Thread.sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks every issuer for its keys now.
    ///
    /// @return for each issuer what is wrong, empty when nothing is
    public Map<String, String> problems() {
        var problems = new LinkedHashMap<String, String>();
        keys.forEach((name, source) -> problems.put(name, source.refresh()));
        return problems;
    }

    @Override
    public Authentication authenticate(String bearerToken) {
        return authenticate(Presented.alone(bearerToken));
    }

    @Override
    public Authentication authenticate(Presented presented) {
        var token = presented.token();
        try {
            if (CompactToken.looksLikeOne(token) && !byName.isEmpty()) {
                var parsed = CompactToken.parse(token);
                return issuer(parsed.claims()).authenticate(parsed, presented);
            }
            var opaque = byName.values().stream().filter(IssuerTokens::takesOpaque).findFirst();
            if (opaque.isEmpty() || !isOpaque(token)) {
                return new Authentication.Refused("no well-formed token (cut or mistyped?)");
            }
            return opaque.get().authenticateOpaque(presented);
        } catch (RefusedTokenException e) {
            return new Authentication.Refused(e.reason());
        }
    }

    /// Names the human of an ID token that was checked elsewhere, as access tokens of the same issuer would.
    ///
    /// @param claims of the ID token, or of the UserInfo response
    public Authentication human(Console console, ObjectNode claims) {
        var issuer = byName.get(console.issuer().issuer());
        if (issuer == null) {
            return new Authentication.Refused("the console's issuer is not configured");
        }
        try {
            return new Authentication.Known(
                    issuer.human(new ClaimSet(claims), console.groups()), CredentialBounds.NONE);
        } catch (RefusedTokenException e) {
            return new Authentication.Refused(e.reason());
        }
    }

    /// RFC 6750 §2.1.
    private static boolean isOpaque(String token) {
        return token.length() <= CompactToken.CHARS_MAX && token.matches("[A-Za-z0-9._~+/-]+=*");
    }

    private IssuerTokens issuer(ClaimSet claims) throws RefusedTokenException {
        var name =
                claims.text("iss")
                        .orElseThrow(() -> new RefusedTokenException("the token names no issuer"));
        var issuer = byName.get(name);
        if (issuer == null) {
            throw new RefusedTokenException(
                    "the token's issuer is not configured: " + Quoted.of(name));
        }
        return issuer;
    }

    @Override
    public void close() {
        refreshers.forEach(Thread::interrupt);
        http.close();
    }
}
