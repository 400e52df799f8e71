package dev.sallyport.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator is told of files that cannot be served.
class TlsFilesTest {

    @TempDir private Path directory;

    private final TestCa ca = new TestCa("Any");

    @BeforeEach
    void goodFiles() throws IOException {
        ca.server().write(directory, "gate");
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private Tls tls() {
        return new Tls(
                file("gate.pem"),
                file("gate.key"),
                Optional.of(new Tls.Clients(file("ca.pem"), false)));
    }

    private String problem() {
        var problem = TlsFiles.problem(tls(), Clock.systemUTC());
        if (!problem.contains(" expired ")) {
            assertThatThrownBy(() -> TlsFiles.open(tls(), Clock.systemUTC())).hasMessage(problem);
        }
        return problem;
    }

    @Test
    void goodFilesHaveNoProblem() throws IOException {
        Files.writeString(
                file("gate.pem"), "a comment\n" + Files.readString(file("gate.pem")) + ca.pem());

        assertThat(TlsFiles.problem(tls(), Clock.systemUTC())).isEmpty();
        assertThat(TlsFiles.open(tls(), Clock.systemUTC()).current().chain()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "gate.pem, server.tls.certificate",
        "gate.key, server.tls.key",
        "ca.pem, server.tls.client_ca"
    })
    void aMissingFileIsNamed(String name, String key) throws IOException {
        Files.delete(file(name));

        assertThat(problem())
                .isEqualTo(
                        "`"
                                + key
                                + "`, the file `"
                                + file(name)
                                + "`, cannot be read; create it, or let the gate read it");
    }

    @Test
    void whatIsNoPemIsTold() throws IOException {
        Files.writeString(file("gate.pem"), "nothing");
        assertThat(problem()).contains("holds no certificate", "-----BEGIN CERTIFICATE-----");

        Files.writeString(
                file("gate.pem"), ca.pem().substring(0, 200) + "\n-----END CERTIFICATE-----\n");
        assertThat(problem()).contains("cannot be read (number 1)");

        Files.writeString(file("gate.pem"), ca.pem() + Files.readString(file("gate.key")));
        assertThat(problem()).contains("holds a private key");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA PRIVATE KEY, PKCS#8 is expected",
        "EC PRIVATE KEY, PKCS#8 is expected",
        "ENCRYPTED PRIVATE KEY, is encrypted"
    })
    void keysInOtherFormsComeWithTheCommandThatHelps(String label, String expected)
            throws IOException {
        Files.writeString(
                file("gate.key"),
                "-----BEGIN %1$s-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END %1$s-----\n"
                        .formatted(label));

        assertThat(problem()).contains(expected, "openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() throws Exception {
        Files.writeString(file("gate.key"), ca.server().keyPem());
        assertThat(problem()).contains("does not belong to the first certificate");

        Files.writeString(file("gate.pem"), ca.pem() + Files.readString(file("gate.pem")));
        assertThat(problem()).contains("comes first");

        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        Files.writeString(file("gate.key"), TestCa.armoured("PRIVATE KEY", rsa.getEncoded()));
        assertThat(problem()).contains("no private key of the certificate's kind (EC)");

        Files.writeString(file("gate.key"), "");
        assertThat(problem()).contains("holds no private key");
    }

    @Test
    void aKeyThatOthersCanReadIsRefusedAndOneThatItsGroupCanReadIsNot() throws IOException {
        for (var open : new String[] {"rw-r--r--", "rw-rw----", "rw----r--"}) {
            Files.setPosixFilePermissions(file("gate.key"), PosixFilePermissions.fromString(open));
            assertThat(problem()).contains("open to others", "chmod 600");
        }

        Files.setPosixFilePermissions(
                file("gate.key"), PosixFilePermissions.fromString("r--r-----"));
        assertThat(TlsFiles.problem(tls(), Clock.systemUTC())).isEmpty();
    }

    @Test
    void onlyCasVouchForClients() throws IOException {
        Files.writeString(file("ca.pem"), ca.pem() + ca.client("robot").pem());

        assertThat(problem()).contains("`CN=robot`, which is no CA");
    }

    @Test
    void anExpiredCertificateIsServedButTold() throws IOException {
        var past = Instant.now().minusSeconds(600);
        ca.order()
                .subject("gate")
                .valid(past, past.plusSeconds(60))
                .issue()
                .write(directory, "gate");

        assertThat(problem()).contains(" expired at ");
        assertThat(TlsFiles.open(tls(), Clock.systemUTC()).current().chain()).hasSize(1);
    }
}
