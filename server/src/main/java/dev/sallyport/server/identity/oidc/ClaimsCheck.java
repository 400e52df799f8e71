package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity.Issuer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Whether the claims of a token make it an access token of this issuer, for this gate, now.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068 §4</a>
final class ClaimsCheck {

    private static final int AUDIENCES_MAX = 50;

    /// What other kinds of token have and access tokens do not: OpenID Connect ID tokens, logout tokens and
    /// security events (RFC 8417).
    private static final List<String> FOREIGN =
            List.of("nonce", "at_hash", "c_hash", "s_hash", "events", "toe");

    /// What Keycloak writes into its own `typ` claim for access tokens.
    private static final List<String> TYPES = List.of("bearer", "dpop");

    private final Issuer issuer;
    private final Clock clock;

    ClaimsCheck(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /// @return when the token ends, skew not counted
    Instant check(ClaimSet claims) throws RefusedTokenException {
        if (!claims.text("iss").equals(java.util.Optional.of(issuer.issuer()))) {
            throw new RefusedTokenException("the token is not of " + Quoted.of(issuer.issuer()));
        }
        return checkIssued(claims);
    }

    /// The same where the issuer need not be named, since it is the one that was asked.
    Instant checkIssued(ClaimSet claims) throws RefusedTokenException {
        checkKind(claims);
        checkAudience(claims);
        return checkTimes(claims);
    }

    private static void checkKind(ClaimSet claims) throws RefusedTokenException {
        for (var name : FOREIGN) {
            if (claims.has(name)) {
                throw new RefusedTokenException(
                        "the token is no access token: it has the claim `" + name + "`");
            }
        }
        var type = claims.text("typ");
        if (type.isPresent() && !TYPES.contains(type.get().toLowerCase(Locale.ROOT))) {
            throw new RefusedTokenException(
                    "the token is no access token: its claim `typ` is " + Quoted.of(type.get()));
        }
        var use = claims.text("token_use");
        if (use.isPresent() && !use.get().equals("access")) {
            throw new RefusedTokenException(
                    "the token is no access token: its claim `token_use` is "
                            + Quoted.of(use.get()));
        }
    }

    private void checkAudience(ClaimSet claims) throws RefusedTokenException {
        var audiences = ClaimSet.texts(claims.json().get("aud"), "aud", AUDIENCES_MAX);
        if (audiences.isEmpty()) {
            throw new RefusedTokenException("the token is for no audience");
        }
        if (audiences.stream().noneMatch(issuer.audiences()::contains)) {
            throw new RefusedTokenException(
                    "the token is for another audience: "
                            + Quoted.all(audiences.stream().limit(3).toList()));
        }
    }

    private Instant checkTimes(ClaimSet claims) throws RefusedTokenException {
        var now = clock.instant();
        var skew = issuer.clockSkew();
        var expires =
                claims.instant("exp")
                        .orElseThrow(() -> new RefusedTokenException("the token never expires"));
        if (!now.isBefore(expires.plus(skew))) {
            throw new RefusedTokenException("the token expired at " + expires);
        }
        var from = claims.instant("nbf");
        if (from.isPresent() && from.get().isAfter(now.plus(skew))) {
            throw new RefusedTokenException("the token is not valid before " + from.get());
        }
        var issued = claims.instant("iat");
        if (issued.isPresent() && issued.get().isAfter(now.plus(skew))) {
            throw new RefusedTokenException(
                    "the token was issued in the future, at " + issued.get());
        }
        var start = issued.filter(at -> at.isBefore(now)).orElse(now);
        if (expires.isAfter(start.plus(issuer.lifetimeMax()).plus(skew))) {
            throw new RefusedTokenException(
                    "the token lives longer than lifetime_max: until " + expires);
        }
        return expires;
    }
}
