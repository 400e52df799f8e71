package dev.sallyport.server.console;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.sallyport.server.config.Identity.Console;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The OpenID provider at which humans sign in, as the one client that the console is there. Safe from many threads;
/// methods block and belong on virtual threads.
final class Provider implements AutoCloseable {

    /// After so long the metadata is fetched anew; after a failure, so much sooner.
    private static final Duration METADATA_MAX = Duration.ofHours(1);

    private static final Duration METADATA_RETRY = Duration.ofSeconds(5);

    /// How many codes may be redeemed at once, so that strangers cannot make us flood the provider.
    private static final int REDEMPTIONS_MAX = 16;

    /// How many sessions may be asked about at once, and how long one waits for its turn. Strangers have no session,
    /// so they cannot keep those that there are from going on.
    private static final int REFRESHES_MAX = 16;

    private static final Duration REFRESH_WAIT = Duration.ofSeconds(2);

    /// Keys are kept this long, and while the provider is away that long.
    private static final Duration KEYS_MAX = Duration.ofMinutes(5);

    private static final Duration KEYS_OUTAGE_MAX = Duration.ofHours(1);

    /// How old a logout token may be, and how long its `jti` is remembered beyond that.
    static final Duration LOGOUT_TOKEN_MAX = Duration.ofMinutes(5);

    private final Console console;
    private final Clock clock;
    private final ProviderHttp http = new ProviderHttp();
    private final Semaphore redemptions = new Semaphore(REDEMPTIONS_MAX);
    private final Semaphore refreshes = new Semaphore(REFRESHES_MAX);
    private final ReentrantLock fetching = new ReentrantLock();

    // Guarded by fetching.
    private @Nullable Known known;
    private Instant failed = Instant.MIN;

    /// @param keys follows the provider's own rotation
    private record Known(
            ProviderEndpoints endpoints, JWKSource<SecurityContext> keys, Instant fetched) {}

    Provider(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    /// What the provider says of a human.
    ///
    /// @param claims of the ID token, or of the UserInfo response
    /// @param providerSession `sid`
    /// @param signedIn when the human signed in there (`auth_time`), as the ID token has it; perhaps long ago, or in the
    ///     future; empty where it says nothing
    record Identity(
            String subject,
            Optional<String> providerSession,
            Optional<Instant> signedIn,
            ObjectNode claims) {}

    /// The provider's tokens for one session.
    ///
    /// @param idToken a hint for the logout
    record Tokens(Optional<String> refresh, String idToken) {
        /// Keeps them out of logs.
        @Override
        public String toString() {
            return "Tokens[…]";
        }
    }

    /// An answer of the provider.
    sealed interface Answer {
        record Vouched(Identity identity, Tokens tokens) implements Answer {}

        /// It does not vouch for the human, or what it says is not to be believed.
        ///
        /// @param reason for the operator's log
        record Refused(String reason) implements Answer {}

        /// It could not be asked.
        record Unavailable(String reason) implements Answer {}
    }

    /// Where to send a browser that wants to sign in.
    ///
    /// @param callback where the provider is to send it back to
    URI authorizationUrl(PendingLogin login, URI callback) throws IOException {
        var request =
                new AuthenticationRequest.Builder(
                                ResponseType.CODE,
                                Scope.parse(console.scopes()),
                                new ClientID(console.clientId()),
                                callback)
                        .endpointURI(known().endpoints().authorization())
                        .state(new State(login.state()))
                        .nonce(new Nonce(login.nonce()))
                        .codeChallenge(
                                new CodeVerifier(login.verifier()), CodeChallengeMethod.S256);
        if (login.anew()) {
            // OpenID Connect Core 1.0 §3.1.2.1: either asks the human again, and `max_age` makes
            // the provider
            // say when (§2, `auth_time`).
            request.prompt(Prompt.Type.LOGIN).maxAge(0);
        }
        return request.build().toURI();
    }

    /// By how much the provider's clock may differ from ours.
    Duration clockSkew() {
        return console.issuer().clockSkew();
    }

    /// Whether the `iss` of an authorization response is this provider's, so that no other one mixed its answer in
    /// (RFC 9207 §2.4).
    boolean isOwnAnswer(Optional<String> issuer) throws IOException {
        return issuer.isPresent()
                ? issuer.get().equals(console.issuer().issuer())
                : !known().endpoints().answersNameIssuer();
    }

    /// Redeems an authorization code.
    Answer redeem(String code, PendingLogin login, URI callback) {
        if (!redemptions.tryAcquire()) {
            return new Answer.Unavailable("too many sign-ins at once");
        }
        try {
            return ask(
                    new AuthorizationCodeGrant(
                            new AuthorizationCode(code),
                            callback,
                            new CodeVerifier(login.verifier())),
                    Optional.of(new Nonce(login.nonce())),
                    Optional.empty());
        } finally {
            redemptions.release();
        }
    }

    /// Asks whether the provider still vouches for a human, and what it says now.
    Answer refresh(Tokens tokens) {
        if (tokens.refresh().isEmpty()) {
            return new Answer.Refused(
                    "the provider gave no refresh token by which it could be asked again; add the scope"
                            + " `offline_access` if it wants that");
        }
        try {
            if (!refreshes.tryAcquire(REFRESH_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Answer.Unavailable("too many sessions are asked about at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unavailable("interrupted while waiting to ask the provider");
        }
        try {
            return ask(
                    new RefreshTokenGrant(new RefreshToken(tokens.refresh().get())),
                    Optional.empty(),
                    Optional.of(tokens));
        } finally {
            refreshes.release();
        }
    }

    private Answer ask(AuthorizationGrant grant, Optional<Nonce> nonce, Optional<Tokens> before) {
        try {
            var at = known();
            var request =
                    new TokenRequest.Builder(at.endpoints().token(), client(at.endpoints()), grant)
                            .build()
                            .toHTTPRequest();
            var response = http.send(request);
            if (response.getStatusCode() / 100 == 5 || response.getStatusCode() == 429) {
                return new Answer.Unavailable(
                        "the token endpoint answers " + response.getStatusCode());
            }
            var parsed = OIDCTokenResponseParser.parse(full(response));
            if (!parsed.indicatesSuccess()) {
                var error = String.valueOf(parsed.toErrorResponse().getErrorObject().getCode());
                return error.equals("invalid_grant")
                        ? new Answer.Refused("the provider answers invalid_grant")
                        : new Answer.Unavailable("the token endpoint answers " + error);
            }
            return vouched(at, (OIDCTokenResponse) parsed.toSuccessResponse(), nonce, before);
        } catch (ParseException | java.text.ParseException | BadJOSEException e) {
            return new Answer.Refused("the provider's answer is not to be believed: " + e);
        } catch (InvalidHashException e) {
            return new Answer.Refused("the access token is not the one that the ID token is for");
        } catch (KeySourceException e) {
            return new Answer.Unavailable("the provider's keys cannot be fetched: " + e);
        } catch (JOSEException e) {
            return new Answer.Refused("the ID token cannot be checked: " + e);
        } catch (IOException e) {
            return new Answer.Unavailable(e + "");
        }
    }

    private static HTTPResponse full(ReadOnlyHTTPResponse response) throws IOException {
        if (response instanceof HTTPResponse full) {
            return full;
        }
        throw new IOException("no answer");
    }

    private ClientAuthentication client(ProviderEndpoints endpoints) {
        var id = new ClientID(console.clientId());
        var secret = new Secret(console.clientSecret().value());
        return endpoints.secretInBody()
                ? new ClientSecretPost(id, secret)
                : new ClientSecretBasic(id, secret);
    }

    private Answer vouched(
            Known at, OIDCTokenResponse response, Optional<Nonce> nonce, Optional<Tokens> before)
            throws BadJOSEException,
                    JOSEException,
                    InvalidHashException,
                    IOException,
                    ParseException,
                    java.text.ParseException {
        var tokens = response.getOIDCTokens();
        var refresh =
                Optional.ofNullable(tokens.getRefreshToken())
                        .map(RefreshToken::getValue)
                        .or(() -> before.flatMap(Tokens::refresh));
        JWT idToken = tokens.getIDToken();
        if (idToken == null) {
            if (before.isEmpty()) {
                return new Answer.Refused("the provider sent no ID token");
            }
            // OpenID Connect Core 1.0 §12.2: a refresh may come without one.
            return new Answer.Vouched(
                    userInfo(at.endpoints(), tokens.getAccessToken().getValue()),
                    new Tokens(refresh, before.get().idToken()));
        }
        var claims = idTokens(at).validate(idToken, nonce.orElse(null));
        checkAuthorizedParty(claims);
        if (claims.getAccessTokenHash() != null) {
            AccessTokenValidator.validate(
                    tokens.getAccessToken(),
                    (JWSAlgorithm) idToken.getHeader().getAlgorithm(),
                    claims.getAccessTokenHash());
        }
        return new Answer.Vouched(
                new Identity(
                        claims.getSubject().getValue(),
                        Optional.ofNullable(claims.getSessionID()).map(Object::toString),
                        Optional.ofNullable(claims.getAuthenticationTime()).map(Date::toInstant),
                        object(claims.toJSONObject().toJSONString())),
                new Tokens(refresh, tokens.getIDTokenString()));
    }

    /// OpenID Connect Core 1.0 §3.1.3.7, 4 and 5; the library looks at `azp` only beside several audiences.
    private void checkAuthorizedParty(IDTokenClaimsSet claims) throws BadJOSEException {
        var party = claims.getAuthorizedParty();
        if (party != null && !party.getValue().equals(console.clientId())) {
            throw new BadJOSEException("the ID token is for another client (`azp`)");
        }
    }

    /// @throws BadJOSEException when the provider refuses the token that it has just given out: it vouches for nobody
    /// @throws IOException when it cannot be asked
    private Identity userInfo(ProviderEndpoints endpoints, String accessToken)
            throws IOException, BadJOSEException {
        var url = endpoints.userInfo();
        if (url.isEmpty()) {
            throw new IOException("the provider has no `userinfo_endpoint` to ask again");
        }
        var request =
                new com.nimbusds.oauth2.sdk.http.HTTPRequest(
                        com.nimbusds.oauth2.sdk.http.HTTPRequest.Method.GET, url.get());
        request.setAuthorization("Bearer " + accessToken);
        var response = http.send(request);
        int status = response.getStatusCode();
        if (status == 401 || status == 403) {
            throw new BadJOSEException("the UserInfo endpoint answers " + status);
        }
        if (status != 200) {
            throw new IOException(url.get() + " answers " + status);
        }
        var claims = object(response.getBody());
        return new Identity(
                claims.path("sub").asString(""), Optional.empty(), Optional.empty(), claims);
    }

    private static ObjectNode object(String json) throws IOException {
        try {
            if (JsonMapper.shared().readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (tools.jackson.core.JacksonException e) {
            throw new IOException("the provider's answer is no JSON", e);
        }
        throw new IOException("the provider's answer is no JSON object");
    }

    /// Where to send a browser so that the human is signed out at the provider too (OpenID Connect RP-Initiated
    /// Logout 1.0); empty when the provider has no such place or is away.
    Optional<URI> logoutUrl(Tokens tokens, URI back) {
        try {
            var end = known().endpoints().endSession();
            if (end.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new LogoutRequest(
                                    end.get(),
                                    SignedJWT.parse(tokens.idToken()),
                                    null,
                                    new ClientID(console.clientId()),
                                    back,
                                    null,
                                    null)
                            .toURI());
        } catch (IOException | java.text.ParseException e) {
            return Optional.empty();
        }
    }

    /// Scheme and host of the place where [#logoutUrl] leads, for the pages' content policy.
    Optional<String> logoutOrigin() {
        try {
            return known().endpoints()
                    .endSession()
                    .map(url -> url.getScheme() + "://" + url.getRawAuthority());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// What a logout token came to.
    sealed interface Logout {
        /// @param until when the token can no longer be taken
        record Wanted(
                String tokenId, Instant until, Optional<String> subject, Optional<String> session)
                implements Logout {}

        record Refused(String reason) implements Logout {}

        record Unavailable(String reason) implements Logout {}
    }

    /// Checks a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6) but for its replay.
    Logout logout(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            var claims = logoutTokens(known()).validate(jwt);
            return wanted(claims);
        } catch (java.text.ParseException e) {
            return new Logout.Refused("no signed token");
        } catch (KeySourceException | IOException e) {
            return new Logout.Unavailable(e + "");
        } catch (BadJOSEException | JOSEException e) {
            return new Logout.Refused(e + "");
        }
    }

    private Logout wanted(LogoutTokenClaimsSet claims) {
        var now = clock.instant();
        var skew = console.issuer().clockSkew();
        var issued = claims.getIssueTime().toInstant();
        if (issued.isAfter(now.plus(skew)) || issued.isBefore(now.minus(LOGOUT_TOKEN_MAX))) {
            return new Logout.Refused("the logout token was issued at " + issued);
        }
        return new Logout.Wanted(
                claims.getJWTID().getValue(),
                issued.plus(LOGOUT_TOKEN_MAX).plus(skew).plusSeconds(1),
                Optional.ofNullable(claims.getSubject()).map(Object::toString),
                Optional.ofNullable(claims.getSessionID()).map(Object::toString));
    }

    private IDTokenValidator idTokens(Known at) {
        var validator =
                new IDTokenValidator(
                        new Issuer(console.issuer().issuer()),
                        new ClientID(console.clientId()),
                        keys(at),
                        null);
        validator.setMaxClockSkew((int) console.issuer().clockSkew().toSeconds());
        return validator;
    }

    private LogoutTokenValidator logoutTokens(Known at) {
        var validator =
                new LogoutTokenValidator(
                        new Issuer(console.issuer().issuer()),
                        new ClientID(console.clientId()),
                        // The type came with the last version of the standard; older providers send
                        // none.
                        false,
                        keys(at),
                        null);
        validator.setMaxClockSkew((int) console.issuer().clockSkew().toSeconds());
        return validator;
    }

    private JWSVerificationKeySelector<SecurityContext> keys(Known at) {
        Set<JWSAlgorithm> algorithms = new HashSet<>();
        console.issuer().algorithms().forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
        return new JWSVerificationKeySelector<>(algorithms, at.keys());
    }

    /// The provider's addresses and keys, fetched when they are not known yet or long known.
    private Known known() throws IOException {
        fetching.lock();
        try {
            var now = clock.instant();
            var last = known;
            if (last != null && now.isBefore(last.fetched().plus(METADATA_MAX))) {
                return last;
            }
            if (now.isBefore(failed.plus(METADATA_RETRY))) {
                return last(last);
            }
            try {
                var endpoints = ProviderEndpoints.fetch(http, console.issuer());
                var keys =
                        last != null && last.endpoints().keys().equals(endpoints.keys())
                                ? last.keys()
                                : keys(endpoints);
                var next = new Known(endpoints, keys, now);
                known = next;
                return next;
            } catch (IOException e) {
                // From now, not from before a wait of many seconds: who queues behind must not wait
                // as long.
                failed = clock.instant();
                if (last == null) {
                    throw e;
                }
                return last;
            }
        } finally {
            fetching.unlock();
        }
    }

    private static Known last(@Nullable Known last) throws IOException {
        if (last == null) {
            throw new IOException("the provider's metadata could not be fetched a moment ago");
        }
        return last;
    }

    private JWKSource<SecurityContext> keys(ProviderEndpoints endpoints) {
        return JWKSourceBuilder.create(endpoints.keys(), http)
                .cache(KEYS_MAX.toMillis(), ProviderHttp.ANSWER_MAX.toMillis() * 2)
                .refreshAheadCache(false)
                .rateLimited(Duration.ofSeconds(10).toMillis())
                .outageTolerant(KEYS_OUTAGE_MAX.toMillis())
                .build();
    }

    @Override
    public void close() {
        http.close();
    }
}
