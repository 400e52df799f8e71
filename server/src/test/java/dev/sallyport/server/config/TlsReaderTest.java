package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Identity.CertificateName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsReaderTest {

    @TempDir private Path directory;

    private Configuration read(String text) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, "policy: policy.yaml\n" + text);
        return ConfigurationReader.read(file, Map.of());
    }

    @Test
    void everyKeyIsUnderstood() throws IOException {
        var configuration =
                read(
                        """
                        server:
                          listen: "127.0.0.1:8640"
                          tls: { certificate: gate.pem, key: tls/gate.key, client_ca: ca.pem, client_certificates: required }
                        identity: { certificates: { name: san_uri, prefix: mtls } }
                        """);

        assertThat(configuration.server().tls())
                .contains(
                        new Tls(
                                directory.resolve("gate.pem"),
                                directory.resolve("tls/gate.key"),
                                Optional.of(new Tls.Clients(directory.resolve("ca.pem"), true))));
        assertThat(configuration.server().localUrl())
                .isEqualTo(URI.create("https://127.0.0.1:8640"));
        assertThat(configuration.identity().certificates())
                .contains(new Identity.Certificates(CertificateName.SAN_URI, Optional.of("mtls")));
        assertThat(configuration.describe())
                .contains(
                        "server.tls.client_certificates: required",
                        "identity.certificates.name: san_uri");
    }

    @Test
    void clientsNeedNoCertificateUnlessTheyMust() throws IOException {
        var tls = read("server: { tls: { certificate: a, key: b, client_ca: c } }").server().tls();

        assertThat(tls.flatMap(Tls::clients).map(Tls.Clients::required)).contains(false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: { tls: }|`tls`",
                "server: { tls: {} }|`certificate`",
                "server: { tls: { certificate: a } }|`key`",
                "server: { tls: { certificate: a, key: b, ca: c } }|`ca`",
                "server: { tls: { certificate: a, key: b, client_certificates: required } }|needs `client_ca`",
                "server: { tls: { certificate: a, key: b, client_ca: c, client_certificates: no } }|cannot be `no`",
                "identity: { certificates: {} }|needs `server.tls.client_ca`",
                "identity: { certificates: { name: cn } }|write `subject_cn`, `san_uri` or `san_dns`",
                "identity: { certificates: { prefix: A/b } }|`prefix` cannot be `A/b`",
                "identity: { certificates: {}, issuers: [{ issuer: \"https://i\", audience: a }] }|could collide",
                "identity: { certificates: { prefix: x }, issuers: [{ issuer: \"https://i\", audience: a, prefix: x }] }"
                        + "|is an issuer's too"
            })
    void halfConfiguredTlsStopsTheStart(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }
}
