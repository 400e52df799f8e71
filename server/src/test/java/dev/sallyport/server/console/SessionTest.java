package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions while the provider is away, changes its mind, or names others.
class SessionTest extends SignInFixture {

    @Test
    void aSignInAnewEndsTheOldSessionOnRecord() throws IOException {
        var old = signedIn();
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce())));
        var anew =
                ((Finished.SignedIn) atProvider.finish(answer(login), Optional.of(old))).secret();

        assertThat(told)
                .containsExactly(
                        "in by PROVIDER user:ana " + old.id(),
                        "in by PROVIDER user:ana " + anew.id(),
                        "REPLACED user:ana " + old.id());
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

        clock.advance(ProviderSignIn.CHECK_EVERY.minusSeconds(5));
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
        clock.advance(ProviderSignIn.CHECK_EVERY);

        assertInTheNewGroup(secret);
    }

    private void assertInTheNewGroup(SessionSecret secret) {
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
        clock.advance(ProviderSignIn.CHECK_EVERY);

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).endsWith("NOT_VOUCHED_FOR user:ana " + secret.id());
    }

    /// A refresh may come without an ID token (OpenID Connect Core 1.0 §12.2); then the UserInfo endpoint says who it is.
    @Test
    void withoutANewIdTokenTheUserInfoEndpointIsAsked() throws IOException {
        provider.metadata = Map.of("userinfo_endpoint", provider.issuer() + "/userinfo");
        var secret = signedIn();
        provider.answerWithoutIdToken(200, "{\"sub\":\"ana\",\"groups\":[\"new\"]}");
        clock.advance(ProviderSignIn.CHECK_EVERY);
        assertInTheNewGroup(secret);

        provider.answerWithoutIdToken(503, "");
        clock.advance(ProviderSignIn.CHECK_EVERY);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);

        provider.answerWithoutIdToken(200, "{\"sub\":\"ben\"}");
        clock.advance(ProviderSignIn.CHECK_EVERY);
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whomTheUserInfoEndpointRefusesIsOut(int status) throws IOException {
        provider.metadata = Map.of("userinfo_endpoint", provider.issuer() + "/userinfo");
        var secret = signedIn();
        provider.answerWithoutIdToken(status, "{}");
        clock.advance(ProviderSignIn.CHECK_EVERY);

        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
    }

    @Test
    void aProviderThatIsAwayIsWaitedForAndNotForever() throws IOException {
        var secret = signedIn();
        provider.answerError(503, "away");

        clock.advance(ProviderSignIn.CHECK_EVERY);
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
}
