package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.console.HumanNames.Named;
import dev.sallyport.server.console.SignIn.BackChannel;
import dev.sallyport.server.console.SignIn.CallbackRequest;
import dev.sallyport.server.console.SignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Sign-in against a provider that lies, is away, or changes its mind. With a real one: `examples/identity`.
class SignInTest {

    @TempDir private Path directory;

    private final MovableClock clock = new MovableClock();
    private StandInProvider provider;
    private StateStore store;
    private SignIn signIn;
    private final List<String> told = new ArrayList<>();
    private boolean unrecorded;

    @BeforeEach
    void open() throws IOException {
        provider = new StandInProvider();
        open(TestDatabase.SQLITE);
    }

    private void open(TestDatabase database) {
        store = StateStore.open(database.fresh(directory));
        signIn =
                new SignIn(
                        new Console(
                                Issuer.of(provider.issuer(), Set.of("gate")),
                                StandInProvider.CLIENT,
                                new Secret("client-secret-of-at-least-32-bytes"),
                                List.of("groups"),
                                List.of("openid"),
                                Duration.ofMinutes(30),
                                Duration.ofHours(12)),
                        claims ->
                                claims.path("sub").asString("").equals("nobody")
                                        ? new Named.Refused("no name")
                                        : new Named.Human(
                                                Principal.human(
                                                        "user:" + claims.path("sub").asString(""),
                                                        claims.path("groups")
                                                                .valueStream()
                                                                .map(group -> group.asString(""))
                                                                .collect(Collectors.toSet()))),
                        new SessionRecord() {
                            @Override
                            public void signedIn(Principal human, String session) {
                                if (unrecorded) {
                                    throw new IllegalStateException("the disk is full");
                                }
                                told.add("in " + human.subject() + " " + session);
                            }

                            @Override
                            public void ended(Principal human, String session, End why) {
                                told.add(why + " " + human.subject() + " " + session);
                            }
                        },
                        store,
                        () -> URI.create("https://gate.example.com"),
                        clock,
                        new SecureRandom());
    }

    @AfterEach
    void close() {
        signIn.close();
        store.close();
        provider.close();
    }

    /// Real time, which the library reads by itself, with what a test adds.
    private static final class MovableClock extends Clock {
        private Duration ahead = Duration.ZERO;

        void advance(Duration duration) {
            ahead = ahead.plus(duration);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private PendingLogin begin() throws IOException {
        return signIn.begin("/").login();
    }

    private Finished finish(PendingLogin login) {
        return signIn.finish(answer(login), Optional.empty());
    }

    private CallbackRequest answer(PendingLogin login) {
        return new CallbackRequest(
                Optional.of(login.text()),
                Optional.of(login.state()),
                Optional.of("code"),
                Optional.of(provider.issuer()),
                Optional.empty());
    }

    private SessionSecret signedIn() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));
        return ((Finished.SignedIn) finish(login)).secret();
    }

    private Visitor visit(SessionSecret secret) {
        return signIn.visitor(Optional.of(secret));
    }

    @Test
    void aSignInAsksWithStateNonceAndAHashedVerifier() throws IOException {
        var begun = signIn.begin("/");

        assertThat(begun.to().toString())
                .startsWith(provider.issuer() + "/authorize?")
                .contains("response_type=code", "code_challenge_method=S256")
                .contains("state=" + begun.login().state(), "nonce=" + begun.login().nonce())
                .contains("redirect_uri=https%3A%2F%2Fgate.example.com%2Flogin%2Fcallback")
                .doesNotContain(begun.login().verifier());
    }

    @Test
    void anHonestAnswerSignsIn() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));

        var finished = finish(login);

        assertThat(finished).isInstanceOf(Finished.SignedIn.class);
        assertThat(provider.requests.getLast())
                .contains("code_verifier=" + login.verifier(), "grant_type=authorization_code");
        var secret = ((Finished.SignedIn) finished).secret();
        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor ->
                                assertThat(visitor.session().principal())
                                        .isEqualTo(Principal.human("user:ana", Set.of("staff"))));
    }

    @Test
    void whatTheBrowserSaysWentWrongIsOneLineOfTheLog() throws IOException {
        var login = begin();
        var said =
                new CallbackRequest(
                        Optional.of(login.text()),
                        Optional.of(login.state()),
                        Optional.empty(),
                        Optional.of(provider.issuer()),
                        Optional.of("x\n2026 INFO LoginServlet: user:admin signed in\u001b[2J"));

        assertThat(signIn.finish(said, Optional.empty()))
                .isInstanceOfSatisfying(
                        Finished.Refused.class,
                        refused ->
                                assertThat(refused.reason().chars())
                                        .noneMatch(Character::isISOControl));
    }

    @Test
    void aLogoutTokenEndsAlsoWhatTheProviderGaveNoNameTo() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce()).claim("sid", null)));
        var secret = ((Finished.SignedIn) finish(login)).secret();

        assertThat(signIn.backChannelLogout(provider.sign(provider.logout("jti-9"))))
                .isEqualTo(BackChannel.DONE);

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void whoSignsInAndOutIsOnRecordOnce() throws IOException {
        var secret = signedIn();
        signIn.signOut(secret);
        signIn.signOut(secret);

        assertThat(told)
                .containsExactly(
                        "in user:ana " + secret.id(), "SIGNED_OUT user:ana " + secret.id());
    }

    @Test
    void aSignInThatCannotBePutOnRecordIsNone() throws IOException {
        unrecorded = true;
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));

        assertThat(finish(login)).isInstanceOf(Finished.Unavailable.class);

        int sessions =
                store.read(handle ->
                        handle.createQuery("SELECT count(*) FROM console_session")
                                .mapTo(Integer.class)
                                .one());
        assertThat(sessions).isZero();
    }

    @Test
    void aSignInAnewEndsTheOldSessionOnRecord() throws IOException {
        var old = signedIn();
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));
        var anew = ((Finished.SignedIn) signIn.finish(answer(login), Optional.of(old))).secret();

        assertThat(told)
                .containsExactly(
                        "in user:ana " + old.id(),
                        "in user:ana " + anew.id(),
                        "REPLACED user:ana " + old.id());
    }

    /// ID tokens that must not sign anyone in.
    enum Lie {
        ANOTHER_NONCE((provider, _) -> provider.sign(provider.claims("another"))),
        NO_NONCE((provider, nonce) -> provider.sign(provider.claims(nonce).claim("nonce", null))),
        ANOTHER_ISSUER((provider, nonce) ->
                provider.sign(provider.claims(nonce).issuer("https://evil.example"))),
        ANOTHER_AUDIENCE(
                (provider, nonce) -> provider.sign(provider.claims(nonce).audience("another"))),
        ANOTHER_PARTY(
                (provider, nonce) -> provider.sign(provider.claims(nonce).claim("azp", "another"))),
        MORE_AUDIENCES_WITHOUT_A_PARTY((provider, nonce) ->
                provider.sign(
                        provider.claims(nonce)
                                .audience(List.of(StandInProvider.CLIENT, "another"))
                                .claim("azp", "another"))),
        EXPIRED((provider, nonce) ->
                provider.sign(
                        provider.claims(nonce)
                                .expirationTime(Date.from(Instant.now().minusSeconds(120))))),
        OF_THE_FUTURE((provider, nonce) ->
                provider.sign(
                        provider.claims(nonce)
                                .issueTime(Date.from(Instant.now().plusSeconds(120))))),
        ANOTHER_KEY((provider, nonce) ->
                provider.sign(provider.claims(nonce), StandInProvider.FOREIGN_KEY, "JWT")),
        UNSIGNED((provider, nonce) -> new PlainJWT(provider.claims(nonce).build()).serialize()),
        SIGNED_WITH_THE_CLIENTS_SECRET((provider, nonce) ->
                provider.signWithSecret(
                        provider.claims(nonce),
                        "client-secret-of-at-least-32-bytes".getBytes(StandardCharsets.UTF_8))),
        SIGNED_WITH_THE_PUBLIC_KEY_AS_SECRET((provider, nonce) ->
                provider.signWithSecret(
                        provider.claims(nonce),
                        provider.key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8))),
        ANOTHER_ACCESS_TOKEN((provider, nonce) ->
                provider.sign(provider.claims(nonce).claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"))),
        NO_SUBJECT((provider, nonce) -> provider.sign(provider.claims(nonce).subject(null))),
        A_NAME_THAT_IS_REFUSED(
                (provider, nonce) -> provider.sign(provider.claims(nonce).subject("nobody"))),
        NO_TOKEN((_, _) -> "");

        @SuppressWarnings("ImmutableEnumChecker") // The functions close over nothing.
        final BiFunction<StandInProvider, String, String> token;

        Lie(BiFunction<StandInProvider, String, String> token) {
            this.token = token;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLieSignsNobodyIn(Lie lie) throws IOException {
        var login = begin();
        provider.answerWith(lie.token.apply(provider, login.nonce()));

        assertThat(finish(login)).isInstanceOf(Finished.Refused.class);
    }

    record Changed(String what, BiFunction<CallbackRequest, String, CallbackRequest> by) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Changed> changes() {
        return Stream.of(
                new Changed(
                        "no cookie",
                        (request, _) ->
                                new CallbackRequest(
                                        Optional.empty(),
                                        request.state(),
                                        request.code(),
                                        request.issuer(),
                                        request.error())),
                new Changed(
                        "another state",
                        (request, other) ->
                                new CallbackRequest(
                                        request.pending(),
                                        Optional.of(other),
                                        request.code(),
                                        request.issuer(),
                                        request.error())),
                new Changed(
                        "no state",
                        (request, _) ->
                                new CallbackRequest(
                                        request.pending(),
                                        Optional.empty(),
                                        request.code(),
                                        request.issuer(),
                                        request.error())),
                new Changed(
                        "another issuer",
                        (request, _) ->
                                new CallbackRequest(
                                        request.pending(),
                                        request.state(),
                                        request.code(),
                                        Optional.of("https://evil.example"),
                                        request.error())),
                new Changed(
                        "no issuer, though the provider names itself",
                        (request, _) ->
                                new CallbackRequest(
                                        request.pending(),
                                        request.state(),
                                        request.code(),
                                        Optional.empty(),
                                        request.error())),
                new Changed(
                        "an error for a code",
                        (request, _) ->
                                new CallbackRequest(
                                        request.pending(),
                                        request.state(),
                                        Optional.empty(),
                                        request.issuer(),
                                        Optional.of("access_denied"))));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anAnswerThatWasChangedIsNotRedeemed(Changed changed) throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));

        var finished =
                signIn.finish(changed.by().apply(answer(login), begin().state()), Optional.empty());

        assertThat(finished).isInstanceOf(Finished.Refused.class);
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void aSignInThatTookTooLongIsRefused() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));
        clock.advance(PendingLogin.LASTS);

        assertThat(finish(login)).isInstanceOf(Finished.Refused.class);
    }

    @Test
    void metadataCannotLeadToAnotherHost() {
        for (var member :
                List.of(
                        "authorization_endpoint",
                        "token_endpoint",
                        "jwks_uri",
                        "end_session_endpoint")) {
            provider.metadata = Map.of(member, "https://evil.example/x");
            assertThatThrownBy(() -> ProviderEndpoints.fetch(new ProviderHttp(), issuer()))
                    .as(member)
                    .hasMessageContaining("`" + member + "` on another host");
        }
        provider.metadata = Map.of("issuer", "https://evil.example");
        assertThatThrownBy(() -> ProviderEndpoints.fetch(new ProviderHttp(), issuer()))
                .hasMessageContaining("names another issuer");
    }

    private Issuer issuer() {
        return Issuer.of(provider.issuer(), Set.of("gate"));
    }

    @ParameterizedTest
    @EnumSource
    void aSessionEndsWhenItIsIdleAndInAnyCaseInTheEnd(TestDatabase database) throws IOException {
        store.close();
        open(database);
        var idle = signedIn();
        clock.advance(Duration.ofMinutes(31));
        assertThat(visit(idle)).isInstanceOf(Visitor.Nobody.class);

        var busy = signedIn();
        provider.answerWith(provider.sign(provider.claims("").claim("nonce", null)));
        for (int i = 0; i < 35; i++) {
            clock.advance(Duration.ofMinutes(20));
            assertThat(visit(busy)).isInstanceOf(Visitor.SignedIn.class);
        }
        clock.advance(Duration.ofMinutes(20));
        assertThat(visit(busy)).as("after twelve hours").isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void whomTheProviderNoLongerVouchesForIsOutAfterFiveMinutes() throws IOException {
        var secret = signedIn();
        provider.answerError(400, "invalid_grant");

        clock.advance(SignIn.CHECK_EVERY.minusSeconds(5));
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        clock.advance(Duration.ofSeconds(5));
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);

        provider.answerWith(provider.sign(provider.claims("")));
        assertThat(visit(secret)).as("for good").isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void groupsAreThoseThatTheProviderNamedLast() throws IOException {
        var secret = signedIn();
        provider.answerWith(
                provider.sign(
                        provider.claims("").claim("nonce", null).claim("groups", List.of("new"))));
        clock.advance(SignIn.CHECK_EVERY);

        assertThat(visit(secret))
                .isInstanceOfSatisfying(
                        Visitor.SignedIn.class,
                        visitor ->
                                assertThat(visitor.session().principal().groups())
                                        .containsExactly("new"));
    }

    @Test
    void anotherHumanCannotTakeOverASession() throws IOException {
        var secret = signedIn();
        provider.answerWith(provider.sign(provider.claims("").claim("nonce", null).subject("ben")));
        clock.advance(SignIn.CHECK_EVERY);

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).endsWith("NOT_VOUCHED_FOR user:ana " + secret.id());
    }

    @Test
    void aProviderThatIsAwayIsWaitedForAndNotForever() throws IOException {
        var secret = signedIn();
        provider.answerError(503, "away");

        clock.advance(SignIn.CHECK_EVERY);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        clock.advance(Duration.ofMinutes(9));
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(visit(secret)).isInstanceOf(Visitor.Unavailable.class);

        provider.answerWith(provider.sign(provider.claims("").claim("nonce", null)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void aSecretThatNobodyGaveOutIsNobodys() throws IOException {
        var _ = signedIn();

        assertThat(visit(SessionSecret.generate(new SecureRandom())))
                .isInstanceOf(Visitor.Nobody.class);
        assertThat(signIn.visitor(Optional.empty())).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void theDatabaseHoldsNeitherSecretsNorTokens() throws IOException {
        var secret = signedIn();

        var row =
                store.read(handle ->
                                handle.createQuery("SELECT * FROM console_session")
                                        .mapToMap()
                                        .one())
                        .toString();
        assertThat(row).contains(secret.id()).doesNotContain(secret.text(), "refresh", "s-1");
    }

    @Test
    void whoeverHasManySessionsLosesTheOldest() throws IOException {
        var first = signedIn();
        for (int i = 0; i < ConsoleSessions.SESSIONS_MAX; i++) {
            clock.advance(Duration.ofSeconds(1));
            var _ = signedIn();
        }

        assertThat(visit(first)).isInstanceOf(Visitor.Nobody.class);
        int kept =
                store.read(handle ->
                        handle.createQuery("SELECT count(*) FROM console_session")
                                .mapTo(Integer.class)
                                .one());
        assertThat(kept).isEqualTo(ConsoleSessions.SESSIONS_MAX);
    }

    @Test
    void signingOutLeadsToTheProvider() throws IOException {
        var secret = signedIn();

        var to = signIn.signOut(secret);

        assertThat(to.orElseThrow().toString())
                .startsWith(provider.issuer() + "/end?")
                .contains("id_token_hint=", "post_logout_redirect_uri=https%3A%2F%2Fgate");
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(signIn.signOut(secret)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLogoutTokenEndsItsSessionOnce(TestDatabase database) throws IOException {
        store.close();
        open(database);
        var secret = signedIn();
        var token = provider.sign(provider.logout("jti-1"), provider.key, "logout+jwt");

        assertThat(signIn.backChannelLogout(token)).isEqualTo(BackChannel.DONE);
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        var next = signedIn();
        assertThat(signIn.backChannelLogout(token)).isEqualTo(BackChannel.REFUSED);
        assertThat(visit(next)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void aLogoutTokenWithoutASessionEndsAllOfTheHuman() throws IOException {
        var one = signedIn();
        var two = signedIn();

        assertThat(
                        signIn.backChannelLogout(
                                provider.sign(provider.logout("jti-2").claim("sid", null))))
                .isEqualTo(BackChannel.DONE);
        assertThat(visit(one)).isInstanceOf(Visitor.Nobody.class);
        assertThat(visit(two)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told)
                .contains(
                        "ENDED_BY_PROVIDER user:ana " + one.id(),
                        "ENDED_BY_PROVIDER user:ana " + two.id());
    }

    /// Logout tokens that must end nothing.
    enum BadLogout {
        AN_ID_TOKEN(provider -> provider.claims("n")),
        WITH_A_NONCE(provider -> provider.logout("j").claim("nonce", "n")),
        WITHOUT_EVENTS(provider -> provider.logout("j").claim("events", null)),
        ANOTHER_EVENT(provider ->
                provider.logout("j").claim("events", Map.of("https://x.example", Map.of()))),
        WITHOUT_ID(provider -> provider.logout("j").jwtID(null)),
        FOR_NOBODY(provider -> provider.logout("j").subject(null).claim("sid", null)),
        ANOTHER_ISSUER(provider -> provider.logout("j").issuer("https://evil.example")),
        ANOTHER_AUDIENCE(provider -> provider.logout("j").audience("another")),
        OLD(provider -> provider.logout("j").issueTime(Date.from(Instant.now().minusSeconds(600)))),
        OF_THE_FUTURE(provider ->
                provider.logout("j").issueTime(Date.from(Instant.now().plusSeconds(120)))),
        WITHOUT_TIME(provider -> provider.logout("j").issueTime(null)),
        EXPIRED(provider ->
                provider.logout("j").expirationTime(Date.from(Instant.now().minusSeconds(90))));

        @SuppressWarnings("ImmutableEnumChecker") // The functions close over nothing.
        final Function<StandInProvider, JWTClaimsSet.Builder> claims;

        BadLogout(Function<StandInProvider, JWTClaimsSet.Builder> claims) {
            this.claims = claims;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadLogoutTokenEndsNothing(BadLogout bad) throws IOException {
        var secret = signedIn();

        assertThat(signIn.backChannelLogout(provider.sign(bad.claims.apply(provider))))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void aLogoutTokenOfAnotherKeyEndsNothing() throws IOException {
        var secret = signedIn();

        assertThat(
                        signIn.backChannelLogout(
                                provider.sign(
                                        provider.logout("j"),
                                        StandInProvider.FOREIGN_KEY,
                                        "logout+jwt")))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(signIn.backChannelLogout("a.b.c")).isEqualTo(BackChannel.REFUSED);
        assertThat(signIn.backChannelLogout(new PlainJWT(provider.logout("j").build()).serialize()))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }
}
