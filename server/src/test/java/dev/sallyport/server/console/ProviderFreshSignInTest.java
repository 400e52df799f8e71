package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans whom the provider is to ask again, where it does, does not, or lies.
class ProviderFreshSignInTest extends SignInFixture {

    private static JWTClaimsSet.Builder saysNothing(JWTClaimsSet.Builder claims) {
        return claims;
    }

    private static UnaryOperator<JWTClaimsSet.Builder> signedInAgo(long seconds) {
        return claims -> claims.claim("auth_time", Date.from(Instant.now().minusSeconds(seconds)));
    }

    private Finished finish(
            boolean anew, UnaryOperator<JWTClaimsSet.Builder> says, Optional<SessionSecret> old)
            throws IOException {
        var login = atProvider.begin("/approvals/apr_x", anew).login();
        provider.answerWith(provider.sign(says.apply(provider.claims(login.nonce()))));
        return atProvider.finish(answer(login), old);
    }

    private ConsoleSession session(Finished finished) {
        return session(((Finished.SignedIn) finished).secret());
    }

    private ConsoleSession session(SessionSecret secret) {
        return ((Visitor.SignedIn) visit(secret)).session();
    }

    @Test
    void theProviderIsAskedToAskTheHumanAndToSayWhenItDid() throws IOException {
        assertThat(atProvider.begin("/", true).to().getQuery().split("&"))
                .contains("prompt=login", "max_age=0");
        assertThat(atProvider.begin("/", false).to().getQuery())
                .doesNotContain("prompt", "max_age");
    }

    @Test
    void aHumanWhoWasAskedAgainHasANewSessionAndComesBack() throws IOException {
        var old = signedIn();
        assertThat(session(old).signedIn()).as("the provider does not say").isEmpty();

        var finished = finish(true, signedInAgo(1), Optional.of(old));

        assertThat(finished)
                .isInstanceOfSatisfying(
                        Finished.SignedIn.class,
                        done -> {
                            assertThat(done.returnTo()).isEqualTo("/approvals/apr_x");
                            assertThat(done.secret().text()).isNotEqualTo(old.text());
                        });
        assertThat(session(finished).signedIn().orElseThrow())
                .isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(visit(old)).isInstanceOf(Visitor.Nobody.class);
        assertThat(told).anyMatch(line -> line.startsWith("REPLACED user:ana " + old.id()));
    }

    @ParameterizedTest
    @CsvSource({"3600", "100", "-100", "-86400"})
    void aProviderThatAskedLongAgoOrInTheFutureDidNotAsk(long ago) throws IOException {
        var old = signedIn();

        assertThat(finish(true, signedInAgo(ago), Optional.of(old)))
                .isInstanceOf(Finished.NotAnew.class);

        assertThat(session(old).signedIn()).as("goes on as it was").isEmpty();
    }

    @Test
    void aProviderThatSaysNothingDidNotAsk() throws IOException {
        var old = signedIn();

        assertThat(finish(true, ProviderFreshSignInTest::saysNothing, Optional.of(old)))
                .isEqualTo(
                        new Finished.NotAnew("the provider does not say when the human signed in"));

        assertThat(session(old).signedIn()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "1800000000", ""})
    void aTimeThatIsNoNumberSignsInNobodyAnew(String time) throws IOException {
        assertThat(finish(true, claims -> claims.claim("auth_time", time), Optional.empty()))
                .isNotInstanceOf(Finished.SignedIn.class);
    }

    @Test
    void aClockThatGoesALittleBeforeOursSignsInNow() throws IOException {
        var session = session(finish(true, signedInAgo(-20), Optional.empty()));

        assertThat(session.signedIn().orElseThrow()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void anotherHumanHasASessionOfTheirOwnAndTheFirstOnesEnds() throws IOException {
        var old = signedIn();

        var finished =
                finish(
                        true,
                        claims -> signedInAgo(0).apply(claims.subject("ben")),
                        Optional.of(old));

        assertThat(session(finished).principal().subject()).isEqualTo("user:ben");
        assertThat(visit(old)).isInstanceOf(Visitor.Nobody.class);
        int anas =
                store.read(handle ->
                        handle.createQuery(
                                        "SELECT count(*) FROM console_session WHERE principal ="
                                                + " 'user:ana'")
                                .mapTo(Integer.class)
                                .one());
        assertThat(anas).isZero();
    }

    /// Whoever holds a browser writes its cookies; a sign-in that says that it is a usual one is believed no further.
    @Test
    void aUsualSignInIsAsOldAsTheProviderSays() throws IOException {
        assertThat(
                        session(
                                        finish(
                                                false,
                                                ProviderFreshSignInTest::saysNothing,
                                                Optional.empty()))
                                .signedIn())
                .isEmpty();
        assertThat(session(finish(false, signedInAgo(3600), Optional.empty())).signedIn())
                .hasValueSatisfying(
                        at -> assertThat(at).isBefore(Instant.now().minusSeconds(3500)));
        assertThat(session(finish(false, signedInAgo(-3600), Optional.empty())).signedIn())
                .as("a time to come is none")
                .isEmpty();
    }

    @Test
    void anAnswerIsTakenOnceAndByTheBrowserThatAsked() throws IOException {
        var login = atProvider.begin("/", true).login();
        var other = atProvider.begin("/", true).login();
        provider.answerWith(provider.sign(signedInAgo(0).apply(provider.claims(login.nonce()))));

        assertThat(atProvider.finish(answer(other), Optional.empty()))
                .as("the nonce is another's")
                .isInstanceOf(Finished.Refused.class);
        var answer = answer(login);
        var stolen =
                new ProviderSignIn.CallbackRequest(
                        Optional.of(other.text()),
                        answer.state(),
                        answer.code(),
                        answer.issuer(),
                        answer.error());
        assertThat(atProvider.finish(stolen, Optional.empty()))
                .as("the state is another's")
                .isInstanceOf(Finished.Refused.class);
    }

    @Test
    void thatTheProviderVouchesAgainIsNoSignIn() throws IOException {
        var finished = finish(true, signedInAgo(1), Optional.empty());
        var secret = ((Finished.SignedIn) finished).secret();
        var at = session(secret).signedIn();

        clock.advance(ProviderSignIn.CHECK_EVERY.plusSeconds(1));
        provider.answerWith(
                provider.sign(signedInAgo(0).apply(provider.claims("any").claim("nonce", null))));
        var checked = session(secret);

        assertThat(provider.requests.getLast()).contains("grant_type=refresh_token");
        assertThat(checked.checked()).isAfter(Instant.now().plus(Duration.ofMinutes(4)));
        assertThat(checked.signedIn()).isEqualTo(at);
    }

    @Test
    void aSignInRemembersWhetherItIsToBeAnew() throws IOException {
        var now = clock.instant();
        for (boolean anew : new boolean[] {true, false}) {
            var login = atProvider.begin("/approvals", anew).login();
            assertThat(PendingLogin.parse(login.text(), now.plusSeconds(1))).hasValue(login);
            assertThat(login.anew()).isEqualTo(anew);
        }
        var text = atProvider.begin("/", true).login().text();
        assertThat(PendingLogin.parse(text.replace(".anew", ".often"), now)).isEmpty();
        assertThat(PendingLogin.parse(text.replace(".anew", ""), now)).isEmpty();
    }
}
