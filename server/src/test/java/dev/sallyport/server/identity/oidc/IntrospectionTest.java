package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Introspected;
import dev.sallyport.server.config.Identity.Introspection;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.oidc.TestIssuer.Answer;
import dev.sallyport.server.state.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntrospectionTest {

    private static final String PATH = "/realm/introspect";

    private final TestIssuer idp = new TestIssuer();
    private final TestClock clock = new TestClock();
    private Issuers issuers = open(Introspected.ALWAYS);

    @AfterEach
    void close() {
        issuers.close();
        idp.close();
    }

    private Issuers open(Introspected tokens) {
        var plain = Issuer.of(idp.url(), Set.of("gate"));
        var issuer =
                new Issuer(
                        plain.issuer(),
                        plain.audiences(),
                        Optional.empty(),
                        plain.algorithms(),
                        Optional.empty(),
                        plain.clockSkew(),
                        plain.lifetimeMax(),
                        plain.claims(),
                        plain.subjects(),
                        Set.of(),
                        new TreeMap<>(),
                        Optional.of(
                                new Introspection(
                                        Optional.empty(), "gate:1", new Secret("p&ss"), tokens)));
        return Issuers.open(new Identity(List.of(issuer)), _ -> false, clock);
    }

    private void says(String changes) {
        var claims = idp.claims(clock.instant(), changes);
        claims.put("active", true);
        idp.answer(PATH, Answer.json(claims.toString()));
    }

    private static String reason(Authentication answer) {
        return answer instanceof Authentication.Refused(var reason) ? reason : answer.toString();
    }

    @Test
    void anOpaqueTokenIsWhomTheIssuerSays() {
        says("{\"sub\":\"ana\",\"client_id\":\"coding-agent\",\"username\":\"ana\"}");

        assertThat(issuers.authenticate("2YotnFZFEjr1zCsicMWpAA"))
                .isInstanceOfSatisfying(
                        Authentication.Known.class,
                        known -> {
                            assertThat(known.principal().subject())
                                    .isEqualTo("client:coding-agent");
                            assertThat(known.principal().onBehalfOf()).contains("user:ana");
                        });
    }

    @Test
    void theIssuerIsAskedWithTheGatesOwnCredentials() {
        var sent = new AtomicReference<>("");
        idp.handler(
                PATH,
                exchange -> {
                    sent.set(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization")
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    TestIssuer.respond(exchange, Answer.json("{\"active\":false}"));
                });

        var _ = issuers.authenticate("opaque+/~token=");

        assertThat(sent.get())
                // gate%3A1:p%26ss
                .isEqualTo(
                        "POST Basic Z2F0ZSUzQTE6cCUyNnNz token=opaque%2B%2F%7Etoken%3D&token_type_hint=access_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"aud\":\"other\"} | is for another audience",
                "{\"aud\":null} | is for no audience",
                "{\"exp\":null} | never expires",
                "{\"exp\":1} | expired at",
                "{\"iss\":\"https://evil.example\"} | the issuer says that the token is of `https://evil.example`",
                "{\"sub\":null} | names no subject",
                "{\"azp\":null} | names no client",
                "{\"typ\":\"Refresh\"} | no access token",
                "{\"cnf\":{\"jkt\":\"x\"}} | is bound to a key",
            })
    void whatTheIssuerSaysIsCheckedLikeAToken(String claims, String reason) {
        says(claims);

        assertThat(reason(issuers.authenticate("opaque"))).contains(reason);
    }

    @Test
    void aWithdrawnTokenIsRefusedAfterHalfAMinute() {
        says("{}");
        assertThat(issuers.authenticate("opaque")).isInstanceOf(Authentication.Known.class);
        idp.answer(PATH, Answer.json("{\"active\":false}"));

        clock.advance(Introspector.ACTIVE_KEPT.minusMillis(1));
        assertThat(issuers.authenticate("opaque")).isInstanceOf(Authentication.Known.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(reason(issuers.authenticate("opaque"))).contains("not active");

        assertThat(idp.asked(PATH)).isEqualTo(2);
    }

    @Test
    void aDisabledUsersJwtIsRefusedAfterHalfAMinute() {
        says("{}");
        var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), "{}");
        assertThat(issuers.authenticate(token)).isInstanceOf(Authentication.Known.class);
        idp.answer(PATH, Answer.json("{\"active\":false}"));

        clock.advance(Introspector.ACTIVE_KEPT);

        assertThat(reason(issuers.authenticate(token))).contains("not active");
    }

    @Test
    void aForgedJwtIsNotAskedAbout() {
        var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), "{}");

        assertThat(reason(issuers.authenticate(token.substring(0, token.length() - 4) + "AAAA")))
                .contains("signature is wrong");

        assertThat(idp.asked(PATH)).isZero();
    }

    @Test
    void anotherSubjectThanTheJwtsIsRefused() {
        says("{\"sub\":\"other\"}");
        var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), "{}");

        assertThat(reason(issuers.authenticate(token))).contains("another subject");
    }

    @Test
    void aDeadTokenIsAskedAboutOnceInAWhile() {
        idp.answer(PATH, Answer.json("{\"active\":false}"));
        for (int i = 0; i < 20; i++) {
            assertThat(reason(issuers.authenticate("dead"))).contains("not active");
        }

        assertThat(idp.asked(PATH)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 | ''",
                "200 | not json",
                "200 | {\"active\":\"true\"}",
                "200 | {}",
                "302 | ''"
            })
    void withoutAnAnswerNobodyPasses(int status, String body) {
        idp.answer(PATH, new Answer(status, body, Map.of()));

        assertThat(issuers.authenticate("opaque")).isInstanceOf(Authentication.Unavailable.class);
        idp.answer(PATH, Answer.json("{\"active\":false}"));
        assertThat(reason(issuers.authenticate("opaque"))).contains("not active");
    }

    @Test
    void metadataThatCannotBeHadIsNotAskedForByEveryCaller() {
        // Once the keys are there, nothing else asks for metadata.
        says("{}");
        var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), "{}");
        assertThat(issuers.authenticate(token)).isInstanceOf(Authentication.Known.class);
        clock.advance(Duration.ofHours(2));
        idp.answer(TestIssuer.METADATA, new Answer(503, "", Map.of()));
        long before = idp.asked(TestIssuer.METADATA);
        for (int i = 0; i < 5; i++) {
            assertThat(issuers.authenticate("opaque" + i))
                    .isInstanceOf(Authentication.Unavailable.class);
        }
        assertThat(idp.asked(TestIssuer.METADATA)).isEqualTo(before + 1);

        idp.answer(TestIssuer.METADATA, idp.metadata());
        says("{}");
        clock.advance(Introspector.METADATA_RETRIED);

        assertThat(issuers.authenticate("opaque")).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void anIssuerOfJwtsAloneIsNotAskedAboutOpaqueTokens() {
        issuers.close();
        issuers = open(Introspected.JWT);

        assertThat(reason(issuers.authenticate("opaque"))).contains("no well-formed token");
        assertThat(idp.asked(PATH)).isZero();
    }
}
