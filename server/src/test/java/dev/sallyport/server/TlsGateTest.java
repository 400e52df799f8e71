package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.identity.oidc.TestIssuer;
import dev.sallyport.server.identity.oidc.TestKeys;
import dev.sallyport.server.relay.RunningGate;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TestCa.Attribute;
import dev.sallyport.server.tls.TestCa.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A whole gate behind TLS of its own, and agents that are known by their certificates.
class TlsGateTest {

    private static final String POLICY =
            """
            roles:
              writer:
                permit:
                  - { tools: [write_note], on: { notebook: shared } }
                hold:
                  - tools: [write_note]
                    on: { notebook: guarded }
                    approvers: { role: editor, quorum: 1 }
              editor: { console: [approve] }
            bindings:
              - { role: writer, to: ["group:writers", "client:robot"] }
              - { role: editor, to: ["user:ana", "client:robot"] }
            """;
    private static final String LISTEN =
            "listen: \"127.0.0.1:0\", tls: { certificate: gate.pem, key: gate.key, client_ca: ca.pem";

    @TempDir private Path directory;

    private final TestCa ca = new TestCa("Clients");
    private final TestCa gates = new TestCa("Gates");
    private final NoteTool tool = new NoteTool();
    private final TestIssuer idp = new TestIssuer();
    private final List<HttpClient> clients = new ArrayList<>();
    private TestGate gate;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), POLICY);
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        gates.server().write(directory, "gate");
        gate = new TestGate(directory, tool, LISTEN + " }", identity("{}"));
    }

    private String identity(String certificates) {
        return """
        identity:
          certificates: %s
          issuers:
            - { issuer: "%s", audience: gate, prefix: corp }
        """
                .formatted(certificates, idp.url());
    }

    private void reopen(String server, String certificates) throws IOException {
        gate.close();
        gate = new TestGate(directory, tool, server, identity(certificates));
    }

    @AfterEach
    void close() {
        clients.forEach(HttpClient::shutdownNow);
        gate.close();
        idp.close();
    }

    private HttpClient client(Optional<Issued> shown) {
        var client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(TestCa.context(shown, gates.certificate()))
                        .build();
        clients.add(client);
        return client;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gate.url().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private HttpRequest.Builder write(String notebook) {
        return request("/mcp")
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "write_note")
                .POST(BodyPublishers.ofString(call(notebook)));
    }

    private static String call(String notebook) {
        return """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_note","arguments":\
        {"notebook":"%s","text":"hello"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientInfo":{"name":"hand","version":"2"},\
        "io.modelcontextprotocol/clientCapabilities":{}}}}\
        """
                .formatted(notebook);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private int status(Issued shown) throws Exception {
        return send(client(Optional.of(shown)), write("shared")).statusCode();
    }

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
    void withoutACertificateATokenIsNeeded() throws Exception {
        var nobody = client(Optional.empty());

        assertThat(send(nobody, write("shared")).statusCode()).isEqualTo(401);
        assertThat(
                        send(
                                        nobody,
                                        write("shared")
                                                .header(
                                                        "Authorization",
                                                        "Bearer " + gate.writer("keyed")))
                                .statusCode())
                .isEqualTo(200);
    }

    private void assertNoHandshake(Issued shown) {
        assertThatThrownBy(() -> status(shown)).isInstanceOf(IOException.class);
        assertThat(tool.written).isEmpty();
    }

    @Test
    void certificatesThatNobodyVouchesForEndTheHandshake() throws Exception {
        var now = Instant.now();
        var other = new TestCa("Clients");
        assertNoHandshake(other.client("robot"));
        assertNoHandshake(new TestCa("robot").own());
        assertNoHandshake(
                ca.order()
                        .subject("robot")
                        .valid(now.minusSeconds(7_200), now.minusSeconds(60))
                        .issue());
        assertNoHandshake(
                ca.order()
                        .subject("robot")
                        .valid(now.plusSeconds(600), now.plusSeconds(7_200))
                        .issue());
        assertNoHandshake(ca.order().subject("robot").purpose(TestCa.SERVER_AUTH).issue());
        // One that the gate's own CA signed, and a leaf that plays CA.
        assertNoHandshake(gates.client("robot"));

        assertThat(status(ca.client("robot"))).isEqualTo(200);
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
        var held = send(robot, request("/api/approvals")).body();
        var id = held.replaceAll("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        var digest = held.replaceAll("(?s).*?\"digest\"\\s*:\\s*\"([^\"]+)\".*", "$1");

        var approved =
                send(
                        robot,
                        request("/api/approvals/" + id + "/approve")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"digest\":\""
                                                        + digest
                                                        + "\",\"reason\":\"\"}")));

        assertThat(approved.statusCode()).as(held + approved.body()).isGreaterThanOrEqualTo(400);
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

    private int bearer(Optional<Issued> shown, String authorization) throws Exception {
        return send(client(shown), request("/api/approvals").header("Authorization", authorization))
                .statusCode();
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

    @Test
    void requiredRefusesConnectionsWithoutOne() throws Exception {
        reopen(LISTEN + ", client_certificates: required }", "{}");
        var token = "Bearer " + gate.writer("keyed");

        assertThatThrownBy(() -> bearer(Optional.empty(), token)).isInstanceOf(IOException.class);
        assertThat(bearer(Optional.of(ca.client("robot")), token)).isEqualTo(200);
    }

    @Test
    void plainHttpGetsNoAnswer() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gate.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(
                            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1");
        }
    }

    /// A client of ours would not even ask; so the bytes are written by hand.
    @Test
    void onlyTls12And13AreSpoken() throws Exception {
        assertThat(hello("0303")).startsWith("16");
        assertThat(hello("0302")).startsWith("15");
        assertThat(hello("0301")).startsWith("15");
    }

    private String hello(String version) throws IOException {
        var extensions = "000a00040002" + "0017" + "000b00020100" + "000d00040002" + "0403";
        var body =
                version
                        + "00".repeat(32)
                        + "00"
                        + "0004c02bc009"
                        + "0100"
                        + "%04x".formatted(extensions.length() / 2)
                        + extensions;
        var message = "01%06x".formatted(body.length() / 2) + body;
        var bytes = HexFormat.of().parseHex("160301%04x".formatted(message.length() / 2) + message);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gate.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes);
            return HexFormat.of().formatHex(socket.getInputStream().readNBytes(5));
        }
    }

    private byte[] served() throws Exception {
        var context = TestCa.context(Optional.empty(), gates.certificate());
        try (var socket =
                (javax.net.ssl.SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), gate.url().getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRenewedCertificateIsServedWithoutDroppingConnectionsAndABadOneIsNot() throws Exception {
        var robot = client(Optional.of(ca.client("robot")));
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(200);
        var first = served();

        Files.writeString(directory.resolve("gate.pem"), "no certificate at all");
        var renewed = gates.server();
        Files.writeString(directory.resolve("gate.key"), renewed.keyPem());
        assertThat(served()).isEqualTo(first);
        Files.writeString(directory.resolve("gate.pem"), renewed.pem());

        var deadline = Instant.now().plusSeconds(60);
        while (java.util.Arrays.equals(served(), first)) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        assertThat(served()).isEqualTo(renewed.certificate().getEncoded());
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(200);
        assertThat(status(ca.client("robot"))).isEqualTo(200);
    }

    @Test
    void aCaThatIsTakenOutCountsForNothingOnOpenConnectionsToo() throws Exception {
        var robot = client(Optional.of(ca.client("robot")));
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(200);

        Files.writeString(directory.resolve("ca.pem"), new TestCa("Others").pem());

        var deadline = Instant.now().plusSeconds(60);
        while (send(robot, request("/api/approvals")).statusCode() == 200) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        assertThat(send(robot, request("/healthz")).statusCode()).isEqualTo(200);
        assertThat(send(robot, write("shared")).statusCode()).isEqualTo(401);
        assertThat(tool.written).hasSize(1);
    }

    @Test
    void stdioJoinsTheGateWhoseCertificateItHasAndNoOther() throws Exception {
        var token = gate.writer("joining");
        var other = gates.server();
        other.write(directory, "other");

        var joined = RunningGate.at(gate.url(), token, Optional.of(directory.resolve("gate.pem")));
        assertThat(joined.map(RunningGate::knowsCaller)).contains(true);
        assertThat(RunningGate.at(gate.url(), token, Optional.of(directory.resolve("other.pem"))))
                .isEmpty();
        assertThat(RunningGate.at(gate.url(), token, Optional.of(directory.resolve("none.pem"))))
                .isEmpty();
        assertThat(RunningGate.at(gate.url(), token)).isEmpty();
    }
}
