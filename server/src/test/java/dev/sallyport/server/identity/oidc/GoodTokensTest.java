package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.identity.Authenticator.Authentication;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GoodTokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final TestIssuer idp = new TestIssuer();

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void aClientsOwnTokenIsAnAgent() {
        var identity = new Identity(List.of(Issuer.of(idp.url(), Set.of("gate"))));
        try (var issuers = Issuers.open(identity, _ -> false, Clock.fixed(NOW, ZoneOffset.UTC))) {
            var token = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, NOW, "{}");

            var known = issuers.authenticate(token);

            assertThat(known)
                    .isInstanceOfSatisfying(
                            Authentication.Known.class,
                            is ->
                                    assertThat(is.principal())
                                            .isEqualTo(
                                                    new Principal(
                                                            "client:coding-agent",
                                                            Kind.AGENT,
                                                            Optional.empty(),
                                                            Set.of())));
        }
    }
}
