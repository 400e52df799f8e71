package dev.sallyport.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.tls.ClientCertificates.Shown;
import dev.sallyport.server.tls.TestCa.Issued;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// Certificates on connections that last longer than what they rest on.
class ClientCertificatesTest {

    private final TestCa ca = new TestCa("Clients");
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource source = now::get;
    private final AtomicReference<TlsMaterial> material =
            new AtomicReference<>(trusting(ca.certificate()));
    private final ClientCertificates certificates =
            new ClientCertificates(material::get, source.withZone(ZoneOffset.UTC));

    private static TlsMaterial trusting(X509Certificate... cas) {
        try {
            return new TlsMaterial(SSLContext.getDefault(), List.of(cas[0]), List.of(cas));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void assertHolds(Issued... chain) {
        assertThat(certificates.check(chain(chain))).isInstanceOf(Shown.Holds.class);
    }

    private void assertFails(String reason, Issued... chain) {
        assertThat(certificates.check(chain(chain)))
                .isInstanceOfSatisfying(
                        Shown.Fails.class, fails -> assertThat(fails.reason()).contains(reason));
    }

    private static List<X509Certificate> chain(Issued... chain) {
        return List.of(chain).stream().map(Issued::certificate).toList();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void aCertificateHoldsUntilItExpires() {
        var start = now.get();
        var robot = ca.order().subject("robot").valid(start, start.plusSeconds(30)).issue();
        assertHolds(robot);

        pass(Duration.ofSeconds(29));
        assertHolds(robot);
        pass(Duration.ofSeconds(2));
        assertFails("expired", robot);
        pass(Duration.ofMinutes(-1));
        assertFails("only from", robot);
    }

    @Test
    void itFallsWithItsCaAtOnce() {
        var robot = ca.client("robot");
        assertHolds(robot);

        material.set(trusting(new TestCa("Clients").certificate()));
        assertFails("vouches", robot);
        material.set(trusting(ca.certificate()));
        assertHolds(robot);
    }

    /// The JDK believes a CA that it is told to trust for ever.
    @Test
    void itDoesNotOutliveItsCa() {
        var start = now.get();
        var robot =
                ca.order()
                        .subject("robot")
                        .valid(start.minusSeconds(60), start.plus(Duration.ofDays(365)))
                        .issue();
        assertHolds(robot);

        pass(Duration.ofHours(2));
        assertFails("no CA in `server.tls.client_ca` is valid now", robot);
    }

    @Test
    void casAndServersAreNoClients() {
        assertFails("CA's", ca.own());
        assertFails("CA's", ca.order().subject("robot").ca().issue());
        assertFails(
                "not for clients", ca.order().subject("robot").purpose(TestCa.SERVER_AUTH).issue());
        assertHolds(ca.order().subject("robot").issue());
    }

    @Test
    void aLeafVouchesForNobody() {
        var robot = ca.client("robot");
        var other = new TestCa("robot");

        assertFails("vouches", other.client("boss"), robot);
        assertFails("vouches", other.client("boss"), other.own(), robot, ca.own());
        assertHolds(robot, other.own());
        assertThat(certificates.check(List.of())).isInstanceOf(Shown.Fails.class);
    }

    @Test
    void oneChainBelievedDoesNotHelpAnother() {
        var robot = ca.client("robot");
        assertHolds(robot);

        assertFails("vouches", new TestCa("Clients").client("robot"), robot);
    }
}
