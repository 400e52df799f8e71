package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.server.identity.oidc.KeySource.Keys;
import dev.sallyport.server.identity.oidc.TestIssuer.Answer;
import dev.sallyport.server.state.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteKeysTest {

    private static final String METADATA = "/realm/.well-known/openid-configuration";
    private static final String OAUTH_METADATA = "/.well-known/oauth-authorization-server/realm";
    private static final String KEYS = "/realm/keys";
    private static final JWK NEXT = TestKeys.rsa("next", 2_048);

    private final TestIssuer idp = new TestIssuer();
    private final TestIssuer elsewhere = new TestIssuer();
    private final IssuerHttp http = new IssuerHttp(Duration.ofSeconds(2));
    private final TestClock clock = new TestClock();
    private final RemoteKeys keys = new RemoteKeys(http, idp.url(), Optional.empty(), clock);

    @AfterEach
    void stop() {
        http.close();
        idp.close();
        elsewhere.close();
    }

    private Keys find(String id) {
        return keys.find(Optional.of(id), SignatureAlgorithm.RS256);
    }

    private static String metadata(String issuer, String keys) {
        return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, keys);
    }

    @Test
    void aKnownKeyIsAskedForOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        }

        assertThat(idp.asked).containsExactly(METADATA, KEYS);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() {
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        idp.keys(List.of(TestKeys.RSA, NEXT));

        assertThat(find("next")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void aRotationUnderLoadLosesNothing() throws Exception {
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        idp.keys(List.of(NEXT));

        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    pool.invokeAll(
                            java.util.Collections.nCopies(
                                    200, (Callable<Keys>) () -> find("next")));

            for (var answer : answers) {
                assertThat(answer.get()).isInstanceOf(Keys.Found.class);
            }
        }
    }

    @Test
    void aWithdrawnKeyIsOutWithTheNextRefresh() {
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        idp.keys(List.of(NEXT));

        assertThat(keys.refresh()).isEmpty();

        assertThat(find("rsa")).isInstanceOf(Keys.Unknown.class);
    }

    @Test
    void aFloodOfUnknownKeysAsksAFewTimes() {
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);

        for (int i = 0; i < 1_000; i++) {
            assertThat(find("flood" + i)).isInstanceOf(Keys.Unknown.class);
        }

        assertThat(idp.asked(KEYS)).isEqualTo(5);
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        clock.advance(Duration.ofSeconds(10));
        idp.keys(List.of(NEXT));
        assertThat(find("next")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void whileTheIssuerIsAwayTheLastKeysServeForAnHour() {
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        idp.down(true);

        assertThat(keys.refresh()).contains("answers 503");
        clock.advance(RemoteKeys.USABLE_MAX.minusSeconds(1));
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
        assertThat(find("other")).isInstanceOf(Keys.Unknown.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(find("rsa")).isInstanceOf(Keys.Unavailable.class);

        idp.down(false);
        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void withoutAnyKeyNobodyIsRefusedOutright() {
        idp.down(true);

        assertThat(find("rsa"))
                .isInstanceOfSatisfying(
                        Keys.Unavailable.class,
                        none -> assertThat(none.reason()).contains(idp.url(), "answers 503"));
    }

    @Test
    void metadataOfRfc8414ServesAsWell() {
        idp.answer(METADATA, new Answer(404, "", Map.of()));
        idp.answer(OAUTH_METADATA, Answer.json(metadata(idp.url(), idp.url() + "/keys")));

        assertThat(find("rsa")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void aWrittenUrlNeedsNoMetadata() {
        idp.answer(METADATA, new Answer(404, "", Map.of()));
        var written =
                new RemoteKeys(
                        http, idp.url(), Optional.of(URI.create(idp.url() + "/keys")), clock);

        assertThat(written.refresh()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ISSUER/ | ISSUER/keys | metadata of another issuer",
                "https://evil.example | ISSUER/keys | metadata of another issuer",
                "ISSUER | ELSEWHERE/keys | not on its own host",
                "ISSUER | http://169.254.169.254/latest/meta-data | not on its own host",
                "ISSUER | https://internal.example/keys | not on its own host",
                "ISSUER | file:///etc/passwd | not on its own host",
                "ISSUER | ISSUER/keys?x=http://evil | not on its own host",
                "ISSUER | http://127.0.0.1@evil.example/keys | not on its own host",
                "ISSUER | no url | not on its own host",
                "ISSUER | '' | has no `jwks_uri`",
            })
    void metadataCannotPointElsewhere(String issuer, String uri, String problem) {
        var body =
                metadata(
                        issuer.replace("ISSUER", idp.url()),
                        uri.replace("ISSUER", idp.url()).replace("ELSEWHERE", elsewhere.url()));
        idp.answer(METADATA, Answer.json(body));

        assertThat(keys.refresh()).contains(problem);

        assertThat(elsewhere.asked).isEmpty();
        assertThat(idp.asked(KEYS)).isZero();
    }

    @Test
    void aRedirectIsNotFollowed() {
        idp.answer(KEYS, new Answer(302, "", Map.of("Location", elsewhere.url() + "/keys")));

        assertThat(keys.refresh()).contains("redirects, which is not followed");

        assertThat(elsewhere.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | is not a JSON object",
                "{\"keys\":{}} | is no list",
                "{\"keys\":[]} | has no key that can be used",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]} | has no key that can be used",
                "{\"keys\":[{\"kty\":\"RSA\"}]} | has no key that can be used",
                "{\"keys\":[],\"keys\":[]} | has a name twice",
                "not json | is not JSON",
            })
    void aKeySetThatIsNoneIsRefused(String body, String problem) {
        idp.answer(KEYS, Answer.json(body));

        assertThat(keys.refresh()).contains(problem);
    }

    @Test
    void aKeySetWithoutEndIsNotRead() {
        idp.answer(KEYS, Answer.json("{\"keys\":[" + " ".repeat(IssuerHttp.BODY_BYTES_MAX) + "]}"));

        assertThat(keys.refresh()).contains("could not be read");
    }

    @Test
    void aSlowIssuerIsNotWaitedFor() {
        idp.handler(
                KEYS,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    // The rest never comes; the exchange ends with the server.
                });

        assertThat(keys.refresh()).contains("did not answer within 2 s");
    }

    @Test
    void aPrivateKeyThatIsPublishedIsNotUsed() {
        idp.answer(KEYS, Answer.json("{\"keys\":[" + TestKeys.RSA.toJSONString() + "]}"));

        assertThat(keys.refresh()).contains("has no key that can be used");
    }
}
