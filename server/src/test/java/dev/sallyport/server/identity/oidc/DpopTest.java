package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.Presented;
import dev.sallyport.server.identity.Presented.Scheme;
import dev.sallyport.server.state.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tokens that are bound to a key, and proofs that are none.
class DpopTest {

    private static final String URL = "https://gate.example.com/mcp";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestIssuer idp = new TestIssuer();
    private final TestClock clock = new TestClock();
    private final Issuers issuers =
            Issuers.open(
                    new Identity(List.of(Issuer.of(idp.url(), Set.of("gate")))), _ -> false, clock);

    @AfterEach
    void close() {
        issuers.close();
        idp.close();
    }

    private String bound(JWK key) throws JOSEException {
        var claims = "{\"typ\":\"DPoP\",\"cnf\":{\"jkt\":\"" + key.computeThumbprint() + "\"}}";
        return idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), claims);
    }

    private String proof(String token, String header, String claims) {
        var head = (ObjectNode) JSON.readTree("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}");
        head.set("jwk", JSON.readTree(TestKeys.EC.toPublicJWK().toJSONString()));
        TestIssuer.merge(
                head,
                (ObjectNode)
                        JSON.readTree(
                                header.replace(
                                                "${stranger}",
                                                TestKeys.EC384.toPublicJWK().toJSONString())
                                        .replace("${private}", TestKeys.EC.toJSONString())));
        var body =
                (ObjectNode)
                        JSON.readTree(
                                "{\"jti\":\"1\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d,\"ath\":\"%s\"}"
                                        .formatted(
                                                URL,
                                                clock.instant().getEpochSecond(),
                                                Digests.sha256(token)));
        TestIssuer.merge(
                body,
                (ObjectNode)
                        JSON.readTree(
                                claims.replace(
                                                "${old}",
                                                Long.toString(
                                                        clock.instant().getEpochSecond() - 61))
                                        .replace(
                                                "${new}",
                                                Long.toString(
                                                        clock.instant().getEpochSecond() + 61))));
        return TestIssuer.signed(head.toString(), body.toString(), JWSAlgorithm.ES256, TestKeys.EC);
    }

    private Authentication send(String token, Scheme scheme, List<String> proofs) {
        return issuers.authenticate(
                new Presented(token, scheme, proofs, "POST", URL, Optional.empty()));
    }

    @Test
    void withoutAUrlOfItsOwnTheGateTakesNoProof() throws JOSEException {
        var token = bound(TestKeys.EC);
        for (var htu : List.of(URL, "", "not a url", "http://6.6.6.6:8640/mcp")) {
            var proof =
                    proof(token, "{}", "{\"htu\":\"%s\",\"jti\":\"%s\"}".formatted(htu, htu + 1));
            assertThat(
                            reason(
                                    issuers.authenticate(
                                            new Presented(
                                                    token,
                                                    Scheme.DPOP,
                                                    List.of(proof),
                                                    "POST",
                                                    "",
                                                    Optional.empty()))))
                    .contains("write `server.public_url`");
        }
    }

    private static String reason(Authentication answer) {
        return answer instanceof Authentication.Refused(var reason) ? reason : answer.toString();
    }

    @Test
    void aBoundTokenPassesWithItsProof() throws JOSEException {
        var token = bound(TestKeys.EC);

        assertThat(send(token, Scheme.DPOP, List.of(proof(token, "{}", "{}"))))
                .isInstanceOf(Authentication.Known.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://GATE.example.com/mcp",
        "https://gate.example.com:443/mcp",
        "HTTPS://gate.example.com/mcp",
        "https://gate.example.com/mcp?a=b",
    })
    void theSameUrlMayBeWrittenInOtherWays(String url) throws JOSEException {
        var token = bound(TestKeys.EC);

        assertThat(
                        send(
                                token,
                                Scheme.DPOP,
                                List.of(proof(token, "{}", "{\"htu\":\"" + url + "\"}"))))
                .isInstanceOf(Authentication.Known.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {\"htm\":\"GET\"} | is for another method",
                "{} | {\"htm\":\"post\"} | is for another method",
                "{} | {\"htm\":null} | is for another method",
                "{} | {\"htu\":\"https://gate.example.com/sse\"} | is for another URL",
                "{} | {\"htu\":\"http://gate.example.com/mcp\"} | is for another URL",
                "{} | {\"htu\":\"https://gate.example.com.evil.example/mcp\"} | is for another URL",
                "{} | {\"htu\":\"https://gate.example.com/mcp/\"} | is for another URL",
                "{} | {\"htu\":\"https://gate.example.com/a/../mcp\"} | is for another URL",
                "{} | {\"htu\":\"/mcp\"} | is for another URL",
                "{} | {\"htu\":null} | is for another URL",
                "{} | {\"ath\":\"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo\"} | is for another token",
                "{} | {\"ath\":null} | is for another token",
                "{} | {\"iat\":${old}} | not just now",
                "{} | {\"iat\":${new}} | not just now",
                "{} | {\"iat\":null} | has no `iat`",
                "{} | {\"iat\":\"now\"} | `iat` is no time",
                "{} | {\"jti\":null} | has no `jti`",
                "{} | {\"jti\":\"\"} | has no `jti`",
                "{\"typ\":\"JWT\"} | {} | `typ` is not `dpop+jwt`",
                "{\"typ\":null} | {} | `typ` is not `dpop+jwt`",
                "{\"alg\":\"none\"} | {} | algorithm `none` is not taken",
                "{\"alg\":\"HS256\"} | {} | algorithm `HS256` is not taken",
                "{\"alg\":\"RS256\"} | {} | signature is wrong",
                "{\"alg\":\"ES384\"} | {} | signature is wrong",
                "{\"jwk\":null} | {} | has no `jwk`",
                "{\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}} | {} | gives its private key away",
                "{\"jwk\":${private}} | {} | gives its private key away",
                "{\"jwk\":${stranger},\"alg\":\"ES256\"} | {} | signature is wrong",
                "{\"crit\":[\"x\"]} | {} | an extension understood",
            })
    void aProofThatIsNoneIsRefused(String header, String claims, String reason)
            throws JOSEException {
        var token = bound(TestKeys.EC);

        assertThat(reason(send(token, Scheme.DPOP, List.of(proof(token, header, claims)))))
                .contains(reason);
    }

    @Test
    void aProofIsGoodOnce() throws JOSEException {
        var token = bound(TestKeys.EC);
        var proof = proof(token, "{}", "{}");
        assertThat(send(token, Scheme.DPOP, List.of(proof)))
                .isInstanceOf(Authentication.Known.class);

        assertThat(reason(send(token, Scheme.DPOP, List.of(proof)))).contains("was used before");
        clock.advance(DpopProofs.WINDOW);
        assertThat(reason(send(token, Scheme.DPOP, List.of(proof)))).contains("was used before");
        clock.advance(Duration.ofSeconds(1));
        assertThat(reason(send(token, Scheme.DPOP, List.of(proof)))).contains("not just now");
    }

    @Test
    void oneKeysProofsDoNotUseUpWhatAllShare() throws JOSEException {
        var token = bound(TestKeys.EC);
        for (int i = 0; i < DpopProofs.REMEMBERED_OF_A_KEY_MAX; i++) {
            var answer =
                    send(
                            token,
                            Scheme.DPOP,
                            List.of(proof(token, "{}", "{\"jti\":\"n" + i + "\"}")));
            assertThat(answer).isInstanceOf(Authentication.Known.class);
        }

        assertThat(reason(send(token, Scheme.DPOP, List.of(proof(token, "{}", "{}")))))
                .contains("more proofs come than can be remembered");
        clock.advance(DpopProofs.WINDOW.multipliedBy(2).plusSeconds(1));
        var next = bound(TestKeys.EC);
        assertThat(send(next, Scheme.DPOP, List.of(proof(next, "{}", "{}"))))
                .isInstanceOf(Authentication.Known.class);
    }

    @Test
    void aBoundTokenAloneIsNothing() throws JOSEException {
        var token = bound(TestKeys.EC);
        var proof = proof(token, "{}", "{}");

        assertThat(reason(send(token, Scheme.BEARER, List.of(proof))))
                .contains("was not sent as DPoP");
        assertThat(reason(issuers.authenticate(token))).contains("was not sent as DPoP");
        assertThat(reason(send(token, Scheme.DPOP, List.of()))).contains("has 0 DPoP proofs");
        assertThat(reason(send(token, Scheme.DPOP, List.of(proof, proof))))
                .contains("has 2 DPoP proofs");
        assertThat(reason(send(token, Scheme.DPOP, List.of("x"))))
                .contains("the proof has 1 parts");
        assertThat(reason(send(token, Scheme.DPOP, List.of("x".repeat(5_000)))))
                .contains("the proof is longer");
    }

    @Test
    void anotherKeysProofIsRefused() throws JOSEException {
        var token = bound(TestKeys.RSA);

        assertThat(reason(send(token, Scheme.DPOP, List.of(proof(token, "{}", "{}")))))
                .contains("by another key");
    }

    @Test
    void aTokenThatIsNotBoundIsNotSentAsDpop() {
        var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, clock.instant(), "{}");

        assertThat(reason(send(token, Scheme.DPOP, List.of(proof(token, "{}", "{}")))))
                .contains("bound to no key");
    }
}
