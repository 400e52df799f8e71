package dev.sallyport.server.identity.oidc;

import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.CredentialBounds.MissingScope;
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
    private final ClaimsCheck check;
    private final TokenSubjects subjects;

    IssuerTokens(Issuer issuer, KeySource keys, TokenNames names, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.check = new ClaimsCheck(issuer, clock);
        this.subjects = new TokenSubjects(issuer, names);
    }

    /// @param token whose `iss` is this issuer
    Authentication authenticate(CompactToken token) throws RefusedTokenException {
        var algorithm = algorithm(token.header().algorithm());
        return switch (keys.find(token.header().keyId(), algorithm)) {
            case Keys.Unavailable(var reason) -> new Authentication.Unavailable(reason);
            case Keys.Unknown(var reason) -> new Authentication.Refused(reason);
            case Keys.Found(var found) -> {
                checkSignature(token, algorithm, found);
                yield known(token.claims(), check.check(token.claims()));
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
        for (var key : keys) {
            try {
                if (SignatureCheck.passes(token, algorithm, key)) {
                    return;
                }
            } catch (RefusedTokenException e) {
                // Another key of the same name may be of another size.
                problem = e;
            }
        }
        throw problem;
    }

    private Authentication known(ClaimSet claims, Instant expires) throws RefusedTokenException {
        if (claims.has("cnf")) {
            throw new RefusedTokenException("the token is bound to a key, which is not proven");
        }
        return new Authentication.Known(
                subjects.principal(claims),
                new CredentialBounds(
                        Optional.of(expires.plus(issuer.clockSkew())), missing(claims)));
    }

    private List<MissingScope> missing(ClaimSet claims) throws RefusedTokenException {
        if (issuer.scopes().isEmpty()) {
            return List.of();
        }
        var granted = Set.copyOf(Arrays.asList(claims.text("scope").orElse("").split(" ", -1)));
        return issuer.scopes().entrySet().stream()
                .filter(scope -> !granted.contains(scope.getKey()))
                .map(scope -> new MissingScope(scope.getKey(), scope.getValue()))
                .toList();
    }
}
