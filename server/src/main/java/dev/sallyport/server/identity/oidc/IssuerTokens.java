package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity.Introspected;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.CredentialBounds.MissingScope;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.identity.Presented;
import dev.sallyport.server.identity.oidc.KeySource.Keys;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The tokens of one issuer. Safe from many threads.
final class IssuerTokens {

    private final Issuer issuer;
    private final KeySource keys;
    private final Optional<Introspector> introspector;
    private final HolderProof proof;
    private final ClaimsCheck check;
    private final TokenSubjects subjects;
    private final Clock clock;

    /// @param introspector for an issuer that is asked about tokens
    IssuerTokens(
            Issuer issuer,
            KeySource keys,
            Optional<Introspector> introspector,
            TokenNames names,
            HolderProof proof,
            Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.introspector = introspector;
        this.proof = proof;
        this.check = new ClaimsCheck(issuer, clock);
        this.subjects = new TokenSubjects(issuer, names);
        this.clock = clock;
    }

    /// @param token whose `iss` is this issuer
    Authentication authenticate(CompactToken token, Presented presented)
            throws RefusedTokenException {
        var algorithm = algorithm(token.header().algorithm());
        return switch (keys.find(token.header().keyId(), algorithm)) {
            case Keys.Unavailable(var reason) -> new Authentication.Unavailable(reason);
            case Keys.Unknown(var reason) -> new Authentication.Refused(reason);
            case Keys.Found(var found) -> {
                checkSignature(token, algorithm, found);
                var expires = check.check(token.claims());
                yield asks(Introspected::jwt)
                        ? confirmed(token.claims(), expires, presented)
                        : known(token.claims(), expires, presented);
            }
        };
    }

    /// A token that only the issuer can read.
    Authentication authenticateOpaque(Presented presented) throws RefusedTokenException {
        if (introspector.isEmpty()) {
            throw new RefusedTokenException("no issuer takes opaque tokens");
        }
        return switch (introspector.get().ask(presented.token())) {
            case Introspector.Answer.Unavailable(var reason) ->
                    new Authentication.Unavailable(reason);
            case Introspector.Answer.Inactive() ->
                    new Authentication.Refused("the issuer says that the token is not active");
            case Introspector.Answer.Active(var claims) -> {
                var named = claims.text("iss");
                if (named.isPresent() && !named.get().equals(issuer.issuer())) {
                    throw new RefusedTokenException(
                            "the issuer says that the token is of " + Quoted.of(named.get()));
                }
                yield known(claims, check.checkIssued(claims), presented);
            }
        };
    }

    boolean takesOpaque() {
        return asks(Introspected::opaque);
    }

    private boolean asks(java.util.function.Predicate<Introspected> about) {
        return issuer.introspection().filter(to -> about.test(to.tokens())).isPresent();
    }

    /// What the token proves, and the issuer still stands by.
    private Authentication confirmed(ClaimSet claims, Instant expires, Presented presented)
            throws RefusedTokenException {
        return switch (introspector.orElseThrow().ask(presented.token())) {
            case Introspector.Answer.Unavailable(var reason) ->
                    new Authentication.Unavailable(reason);
            case Introspector.Answer.Inactive() ->
                    new Authentication.Refused("the issuer says that the token is not active");
            case Introspector.Answer.Active(var said) -> {
                var subject = said.text("sub");
                if (subject.isPresent() && !subject.equals(claims.text("sub"))) {
                    throw new RefusedTokenException(
                            "the issuer says that the token has another subject");
                }
                yield known(claims, expires, presented);
            }
        };
    }

    /// @param groups the path of claims that leads to the groups
    Principal human(ClaimSet claims, List<String> groups) throws RefusedTokenException {
        return subjects.human(claims, groups);
    }

    private SignatureAlgorithm algorithm(String name) throws RefusedTokenException {
        return SignatureAlgorithm.of(name)
                .filter(_ -> issuer.algorithms().contains(name))
                .orElseThrow(() ->
                        new RefusedTokenException(
                                "the token's algorithm "
                                        + Quoted.of(name)
                                        + " is not one of "
                                        + Quoted.of(issuer.issuer())));
    }

    private static void checkSignature(
            CompactToken token, SignatureAlgorithm algorithm, List<JWK> keys)
            throws RefusedTokenException {
        var problem = new RefusedTokenException("the token's signature is wrong");
        var parts = token.parts();
        for (var key : keys) {
            try {
                if (SignatureCheck.passes(
                        parts.signingInput(), parts.signature(), algorithm, key, "token")) {
                    return;
                }
            } catch (RefusedTokenException e) {
                // Another key of the same name may be of another size.
                problem = e;
            }
        }
        throw problem;
    }

    private Authentication known(ClaimSet claims, Instant expires, Presented presented)
            throws RefusedTokenException {
        var principal = subjects.principal(claims);
        var missing = missing(claims);
        proof.check(claims, presented);
        return new Authentication.Known(
                principal,
                new CredentialBounds(
                        Optional.of(expires.plus(issuer.clockSkew())),
                        missing,
                        Optional.empty(),
                        presence(claims)));
    }

    /// RFC 9470 §4. Some issuers write the time as text; they then do not say it, and their tokens are good all the same.
    private Presence presence(ClaimSet claims) {
        var now = clock.instant();
        try {
            return claims.instant("auth_time")
                    .filter(at -> !at.isAfter(now.plus(issuer.clockSkew())))
                    .<Presence>map(at -> new Presence.SignedIn(at.isAfter(now) ? now : at))
                    .orElse(Presence.UNKNOWN);
        } catch (RefusedTokenException e) {
            return Presence.UNKNOWN;
        }
    }

    private List<MissingScope> missing(ClaimSet claims) throws RefusedTokenException {
        var granted = Set.copyOf(Arrays.asList(claims.text("scope").orElse("").split(" ", -1)));
        return issuer.scopes().entrySet().stream()
                .filter(scope -> !granted.contains(scope.getKey()))
                .map(scope -> new MissingScope(scope.getKey(), scope.getValue()))
                .toList();
    }
}
