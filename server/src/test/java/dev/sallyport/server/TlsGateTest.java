package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.relay.RunningGate;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TestCa.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// Connections to a gate behind TLS of its own: handshakes, renewed files, and who may not connect at all.
class TlsGateTest extends TlsGateFixture {

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
