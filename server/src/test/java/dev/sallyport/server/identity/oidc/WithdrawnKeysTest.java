package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.sallyport.server.identity.oidc.KeySource.Keys;
import dev.sallyport.server.identity.oidc.TestIssuer.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an issuer says of its keys counts from the next fetch on, however it says it.
class WithdrawnKeysTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final TestIssuer idp = new TestIssuer();
    private final IssuerHttp http = new IssuerHttp(Duration.ofSeconds(5));
    private final RemoteKeys keys =
            new RemoteKeys(http, idp.url(), Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void stop() {
        http.close();
        idp.close();
    }

    @Test
    void anIssuerThatWithdrewAllItsKeysHasNone() {
        keys.refresh();
        assertThat(found("rsa")).isInstanceOf(Keys.Found.class);

        idp.answer("/realm/keys", Answer.json("{\"keys\":[]}"));
        keys.refresh();

        assertThat(found("rsa")).isInstanceOf(Keys.Unavailable.class);
    }

    @Test
    void anIssuerThatIsAwayKeepsItsKeys() {
        keys.refresh();

        idp.down(true);
        keys.refresh();

        assertThat(found("rsa")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void aKeyThatHasEndedOrNotBegunIsNotUsed() {
        var ended = dated("ended", null, Date.from(NOW));
        var later = dated("later", Date.from(NOW.plusSeconds(60)), null);
        var good = dated("good", Date.from(NOW), Date.from(NOW.plusSeconds(1)));
        idp.keys(List.of(ended, later, good));
        keys.refresh();

        assertThat(found("ended")).isInstanceOf(Keys.Unknown.class);
        assertThat(found("later")).isInstanceOf(Keys.Unknown.class);
        assertThat(found("good")).isInstanceOf(Keys.Found.class);
    }

    @Test
    void aKeyThatIsRevokedIsNotUsed() {
        var entry = TestKeys.RSA.toPublicJWK().toJSONString();
        idp.answer(
                "/realm/keys",
                Answer.json(
                        "{\"keys\":["
                                + entry.substring(0, entry.length() - 1)
                                + ",\"revoked\":{\"revoked_at\":1700000000,\"reason\":\"keyCompromise\"}},"
                                + TestKeys.EC.toPublicJWK().toJSONString()
                                + "]}"));
        keys.refresh();

        assertThat(found("rsa")).isInstanceOf(Keys.Unknown.class);
    }

    @Test
    void whatIsNoKeyDoesNotHideTheOthers() {
        idp.answer(
                "/realm/keys",
                Answer.json(
                        "{\"keys\":[null,1,\"x\",[],{},{\"kty\":null},{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"},"
                                + "{\"kty\":\"RSA\",\"n\":null,\"e\":null},{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"},"
                                + "{\"kty\":\"EC\",\"crv\":\"?\",\"x\":\"AA\",\"y\":\"AA\"},{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"\"},"
                                + "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5c\":[null]},{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"use\":\"\"},"
                                + TestKeys.RSA.toPublicJWK().toJSONString()
                                + "]}"));
        assertThat(keys.refresh()).isEmpty();

        assertThat(found("rsa")).isInstanceOf(Keys.Found.class);
    }

    private Keys found(String id) {
        return keys.find(Optional.of(id), SignatureAlgorithm.RS256);
    }

    private static RSAKey dated(String id, Date from, Date until) {
        return new RSAKey.Builder(TestKeys.RSA.toPublicJWK())
                .keyID(id)
                .notBeforeTime(from)
                .expirationTime(until)
                .build();
    }
}
