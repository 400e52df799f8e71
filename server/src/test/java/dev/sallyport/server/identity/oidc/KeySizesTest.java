package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator.Authentication;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A key is as long as its modulus, however it is written and whatever stands beside it.
class KeySizesTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final TestIssuer idp = new TestIssuer();

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void zerosBeforeAShortModulusMakeNoLongKey() {
        var padded = padded(TestKeys.SHORT_RSA, 128);

        assertThat(padded.size()).isEqualTo(2_048);
        assertThat(SignatureAlgorithm.RS256.fits(padded)).isFalse();
    }

    @Test
    void aModulusWithItsSignByteChecksTokens() {
        assertThat(authenticate(padded(TestKeys.RSA, 1))).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void keysOfOneNameAndSeveralSizesAreAllTried() {
        var longer = new RSAKey.Builder(TestKeys.rsa("longer", 3_072).toPublicJWK()).keyID("rsa");

        assertThat(authenticate(longer.build(), TestKeys.RSA))
                .isInstanceOf(Authentication.Known.class);
        assertThat(authenticate(longer.build())).isInstanceOf(Authentication.Refused.class);
    }

    private Authentication authenticate(JWK... published) {
        idp.keys(List.of(published));
        var identity = new Identity(List.of(Issuer.of(idp.url(), Set.of("gate"))));
        try (var issuers = Issuers.open(identity, _ -> false, Clock.fixed(NOW, ZoneOffset.UTC))) {
            return issuers.authenticate(idp.token(TestKeys.RSA, JWSAlgorithm.RS256, NOW, "{}"));
        }
    }

    private static RSAKey padded(RSAKey key, int zeros) {
        var modulus = key.getModulus().decode();
        var longer = new byte[zeros + modulus.length];
        System.arraycopy(modulus, 0, longer, zeros, modulus.length);
        return new RSAKey.Builder(Base64URL.encode(longer), key.getPublicExponent())
                .keyID(key.getKeyID())
                .build();
    }
}
