package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.PlainJWT;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.console.ProviderSignIn.CallbackRequest;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.console.SignIn.Visitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Sign-ins against a provider that lies, or is not the one that was asked.
class SignInTest extends SignInFixture {

    @Test
    void aSignInAsksWithStateNonceAndAHashedVerifier() throws IOException {
        var begun = atProvider.begin("/", false);

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

        assertThat(atProvider.finish(said, Optional.empty()))
                .isInstanceOfSatisfying(
                        Finished.Refused.class,
                        refused ->
                                assertThat(refused.reason().chars())
                                        .noneMatch(Character::isISOControl));
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
                atProvider.finish(
                        changed.by().apply(answer(login), begin().state()), Optional.empty());

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
}
