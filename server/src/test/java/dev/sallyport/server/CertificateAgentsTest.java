package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.server.identity.oidc.TestKeys;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TestCa.Attribute;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that are known by their certificates, and tokens that are bound to one.
class CertificateAgentsTest extends TlsGateFixture {

    @Test
    void aCertificateOfTheClientCaIsTheAgentThatItNames() throws Exception {
        assertThat(gate.url().getScheme()).isEqualTo("https");
        var robot = client(Optional.of(ca.client("robot")));

        var written = send(robot, write("shared"));

        assertThat(written.statusCode()).isEqualTo(200);
        assertThat(written.body()).contains("\"status\":\"completed\"");
        assertThat(tool.written).hasSize(1);
        assertThat(send(client(Optional.of(ca.client("other"))), write("shared")).body())
                .contains("-32602");
        assertThat(send(robot, request("/git/none.git/info/refs")).statusCode()).isNotEqualTo(401);
        assertThat(send(robot, request("/api/approvals")).statusCode()).isEqualTo(200);
        assertThat(tool.written).hasSize(1);
    }

    @Test
    void theCaItselfIsNoClient() throws Exception {
        reopen(LISTEN + " }", "{}");
        var playing = ca.order().subject("robot").ca().issue();

        assertThat(status(playing)).isEqualTo(401);
        assertThat(status(ca.own())).isEqualTo(401);
        assertThat(tool.written).isEmpty();
    }

    private static Attribute commonName(int tag, String text) {
        return new Attribute("2.5.4.3", tag, text);
    }

    private static Attribute organization(String text) {
        return new Attribute("2.5.4.10", 0x0C, text);
    }

    static Stream<List<Attribute>> badSubjects() {
        return Stream.of(
                List.of(commonName(0x0C, "robot"), commonName(0x0C, "robot")),
                List.of(commonName(0x0C, "other"), commonName(0x0C, "robot")),
                List.of(),
                List.of(organization("robot")),
                List.of(commonName(0x0C, "")),
                List.of(commonName(0x0C, " ")),
                List.of(commonName(0x0C, "robot ")),
                List.of(commonName(0x0C, " robot")),
                List.of(commonName(0x0C, "robot\n")),
                List.of(commonName(0x0C, "robot\u0000.evil")),
                List.of(commonName(0x0C, "robot\u202e")),
                List.of(commonName(0x0C, "rob\u043et")),
                List.of(commonName(0x0C, "robot*")),
                List.of(commonName(0x0C, "corp/robot")),
                List.of(commonName(0x0C, "r".repeat(256))),
                List.of(commonName(0x04, "robot")),
                List.of(commonName(0x1E, "robot")),
                List.of(organization("x,CN=robot")),
                List.of(organization("x+CN=robot")),
                List.of(organization("\",CN=robot,O=\"")),
                List.of(organization("\\,CN=robot")),
                List.of(organization("x\\\\,CN=robot")),
                List.of(organization("x;CN=robot")),
                List.of(organization("x\nCN=robot")),
                List.of(organization("x\u0000,CN=robot")));
    }

    @ParameterizedTest
    @MethodSource("badSubjects")
    void whatIsNotOneSoundNameIsNobody(List<Attribute> subject) throws Exception {
        var order = ca.order().purpose(TestCa.CLIENT_AUTH).dns("robot");
        subject.forEach(order::attribute);

        assertThat(status(order.issue())).isEqualTo(401);
        assertThat(tool.written).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer no-such-token", "Bearer ", "", "Basic cm9ib3Q6eA==", "x"})
    void aTokenDecidesAloneHoweverGoodTheCertificate(String authorization) throws Exception {
        var robot = client(Optional.of(ca.client("robot")));

        assertThat(send(robot, write("shared").header("Authorization", authorization)).statusCode())
                .isEqualTo(401);
        assertThat(tool.written).isEmpty();
    }

    @Test
    void otherSitesCannotUseTheCertificateOfABrowser() throws Exception {
        var robot = client(Optional.of(ca.client("robot")));

        assertThat(
                        send(robot, write("shared").header("Origin", "https://evil.example"))
                                .statusCode())
                .isEqualTo(403);
        for (var site : List.of("cross-site", "same-site", "anything")) {
            assertThat(send(robot, write("shared").header("Sec-Fetch-Site", site)).statusCode())
                    .isEqualTo(401);
        }
        assertThat(tool.written).isEmpty();
        assertThat(
                        send(
                                        robot,
                                        write("shared")
                                                .header("Origin", gate.url().toString())
                                                .header("Sec-Fetch-Site", "same-origin"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAgentByCertificateNeverApproves() throws Exception {
        var robot = client(Optional.of(ca.client("robot")));
        var asking =
                client(Optional.of(ca.client("robot")))
                        .sendAsync(write("guarded").build(), BodyHandlers.ofString());
        while (gate.pending() == 0) {
            assertThat(asking).isNotDone();
            Thread.onSpinWait();
        }
        var held = gate.held();

        // With the digest that only an approver is shown.
        var approved =
                send(
                        robot,
                        request("/api/approvals/" + held.id() + "/decision")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"decision\":\"approve\",\"digest\":\"%s\",\"reason\":\"\"}"
                                                        .formatted(held.digest()))));

        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(403);
        assertThat(gate.pending()).isEqualTo(1);
        assertThat(tool.written).isEmpty();
    }

    private String bound(X509Certificate certificate) throws Exception {
        var thumbprint =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(certificate.getEncoded()));
        return idp.token(
                TestKeys.RSA,
                JWSAlgorithm.RS256,
                Instant.now(),
                "{\"groups\":[\"writers\"],\"cnf\":{\"x5t#S256\":\"" + thumbprint + "\"}}");
    }

    @Test
    void aTokenBoundToACertificateWorksWithThatOneAlone() throws Exception {
        var own = ca.client("anything at all");
        var token = "Bearer " + bound(own.certificate());

        assertThat(bearer(Optional.of(own), token)).isEqualTo(200);
        assertThat(bearer(Optional.of(ca.client("anything at all")), token)).isEqualTo(401);
        assertThat(bearer(Optional.empty(), token)).isEqualTo(401);
        assertThat(bearer(Optional.of(ca.client("robot")), "Bearer " + gate.writer("keyed")))
                .isEqualTo(200);
    }

    @Test
    void aNameThatAKeyHasIsTheKeys() throws Exception {
        var robot = client(Optional.of(ca.client("robot")));
        gate.token("robot", Set.of(), false);
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(401);

        assertThat(gate.gate.keys().revoke("robot")).isTrue();
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(200);
    }

    @Test
    void aPrefixKeepsNamesApart() throws Exception {
        gate.close();
        Files.writeString(
                directory.resolve("policy.yaml"),
                POLICY.replace("client:robot", "client:mtls/robot"));
        gate = new TestGate(directory, tool, LISTEN + " }", identity("{ prefix: mtls }"));
        gate.token("robot", Set.of(), false);

        assertThat(status(ca.client("robot"))).isEqualTo(200);
        assertThat(tool.written).hasSize(1);
    }

    @Test
    void anIssuerWithoutAPrefixCannotNameWhoACertificateNames() throws Exception {
        gate.close();
        gate =
                new TestGate(
                        directory,
                        tool,
                        LISTEN + " }",
                        identity("{ prefix: mtls }").replace(", prefix: corp", ""));

        assertThat(bearer(Optional.empty(), named("other/robot"))).isEqualTo(200);
        assertThat(bearer(Optional.empty(), named("mtls/robot"))).isEqualTo(401);
        assertThat(bearer(Optional.of(ca.client("robot")), named("mtls/robot"))).isEqualTo(401);
    }

    private String named(String client) {
        var claims = "{\"sub\":\"%1$s\",\"azp\":\"%1$s\"}".formatted(client);
        return "Bearer " + idp.token(TestKeys.RSA, JWSAlgorithm.RS256, Instant.now(), claims);
    }

    @Test
    void namesMayBeAlternativeOnes() throws Exception {
        gate.close();
        Files.writeString(
                directory.resolve("policy.yaml"),
                POLICY.replace("client:robot", "client:spiffe://example.org/robot"));
        gate = new TestGate(directory, tool, LISTEN + " }", identity("{ name: san_uri }"));
        var uri = "spiffe://example.org/robot";

        assertThat(status(ca.order().uri(uri).issue())).isEqualTo(200);
        assertThat(tool.written).hasSize(1);
        assertThat(status(ca.order().uri(uri).uri(uri).issue())).isEqualTo(401);
        assertThat(status(ca.order().subject(uri).dns(uri).issue())).isEqualTo(401);
        assertThat(tool.written).hasSize(1);
    }

    @Test
    void dnsNamesAreOneWhateverTheirLetters() throws Exception {
        reopen(LISTEN + " }", "{ name: san_dns }");

        assertThat(
                        send(client(Optional.of(ca.order().dns("ROBOT").issue())), write("shared"))
                                .body())
                .contains("\"status\":\"completed\"");
        assertThat(status(ca.order().dns("*.example.org").issue())).isEqualTo(401);
        assertThat(status(ca.order().subject("robot").uri("robot").issue())).isEqualTo(401);
    }

    @Test
    void whereCertificatesNameNobodyTheyOpenNothing() throws Exception {
        gate.close();
        gate = new TestGate(directory, tool, LISTEN + " }", "");

        assertThat(status(ca.client("robot"))).isEqualTo(401);
        assertThat(tool.written).isEmpty();
    }
}
