package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.sallyport.server.console.ProviderSignIn.BackChannel;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sessions that their human or the provider ends.
class SignOutTest extends SignInFixture {

    @Test
    void aLogoutTokenEndsAlsoWhatTheProviderGaveNoNameTo() throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce()).claim("sid", null)));
        var secret = ((Finished.SignedIn) finish(login)).secret();

        assertThat(atProvider.backChannelLogout(provider.sign(provider.logout("jti-9"))))
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
                        "in by PROVIDER user:ana " + secret.id(),
                        "SIGNED_OUT user:ana " + secret.id());
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

        assertThat(atProvider.backChannelLogout(token)).isEqualTo(BackChannel.DONE);
        assertThat(visit(secret)).isInstanceOf(Visitor.Nobody.class);
        var next = signedIn();
        assertThat(atProvider.backChannelLogout(token)).isEqualTo(BackChannel.REFUSED);
        assertThat(visit(next)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void aLogoutTokenWithoutASessionEndsAllOfTheHuman() throws IOException {
        var one = signedIn();
        var two = signedIn();

        assertThat(
                        atProvider.backChannelLogout(
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

        assertThat(atProvider.backChannelLogout(provider.sign(bad.claims.apply(provider))))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }

    @Test
    void aLogoutTokenOfAnotherKeyEndsNothing() throws IOException {
        var secret = signedIn();

        assertThat(
                        atProvider.backChannelLogout(
                                provider.sign(
                                        provider.logout("j"),
                                        StandInProvider.FOREIGN_KEY,
                                        "logout+jwt")))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(atProvider.backChannelLogout("a.b.c")).isEqualTo(BackChannel.REFUSED);
        assertThat(
                        atProvider.backChannelLogout(
                                new PlainJWT(provider.logout("j").build()).serialize()))
                .isEqualTo(BackChannel.REFUSED);
        assertThat(visit(secret)).isInstanceOf(Visitor.SignedIn.class);
    }
}
