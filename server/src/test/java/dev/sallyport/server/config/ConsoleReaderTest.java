package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleReaderTest {

    private static final String SERVER = "{ listen: \"127.0.0.1:0\" }";
    private static final String LEAST =
            "issuer: \"https://idp.example.com\", client_id: c, client_secret: \"${file:secret}\"";

    @TempDir private Path directory;

    @BeforeEach
    void aRoleMapAndASecret() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        Files.writeString(directory.resolve("secret"), "s3cret\n");
    }

    private Configuration read(String server, String console) throws IOException {
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                policy: policy.yaml
                server: %s
                identity:
                  issuers:
                    - { issuer: "https://idp.example.com", audience: gate, groups_claim: roles }
                    - { issuer: "https://cluster.example.com", audience: gate, subjects: workload, prefix: k8s }
                  console: { %s }
                """
                        .formatted(server, console));
        return ConfigurationReader.read(file, Map.of());
    }

    @Test
    void everyKeyIsUnderstood() throws IOException {
        var console =
                read(
                                SERVER,
                                LEAST
                                        + ", groups_claim: realm.groups, scopes: [openid, offline_access],"
                                        + " idle: 10m, absolute: 8h")
                        .identity()
                        .console()
                        .orElseThrow();

        assertThat(console.issuer().issuer()).isEqualTo("https://idp.example.com");
        assertThat(console.clientId()).isEqualTo("c");
        assertThat(console.clientSecret().value()).isEqualTo("s3cret");
        assertThat(console.groups()).containsExactly("realm", "groups");
        assertThat(console.scopes()).containsExactly("openid", "offline_access");
        assertThat(console.idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(console.absolute()).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void whatIsLeftOutIsAsTheIssuerHasIt() throws IOException {
        var configuration = read(SERVER, LEAST);
        var console = configuration.identity().console().orElseThrow();

        assertThat(console.groups()).isEqualTo(List.of("roles"));
        assertThat(console.scopes()).containsExactly("openid", "profile", "email");
        assertThat(console.idle()).isEqualTo(Duration.ofMinutes(30));
        assertThat(console.absolute()).isEqualTo(Duration.ofHours(12));
        assertThat(configuration.describe())
                .contains("identity.console.client_id: c")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    client_id: c, client_secret: "${file:secret}"                                                       | issuer
                    issuer: "https://idp.example.com", client_secret: "${file:secret}"                                  | client_id
                    issuer: "https://idp.example.com", client_id: c                                                     | client_secret
                    issuer: "https://idp.example.com", client_id: c, client_secret: s3cret                              | `client_secret` is written out
                    issuer: "https://other.example.com", client_id: c, client_secret: "${file:secret}"                  | is not one of `identity.issuers`
                    issuer: "https://cluster.example.com", client_id: c, client_secret: "${file:secret}"                | so it knows no humans
                    issuer: "https://idp.example.com", client_id: c, client_secret: "${file:secret}", scopes: [profile] | lacks `openid`
                    issuer: "https://idp.example.com", client_id: c, client_secret: "${file:secret}", idle: 10s         | `idle` must be from
                    issuer: "https://idp.example.com", client_id: c, client_secret: "${file:secret}", absolute: 30d     | `absolute` must be from
                    issuer: "https://idp.example.com", client_id: c, client_secret: "${file:secret}", absolute: 20m     | shorter than `idle`
                    issuer: "https://idp.example.com", client_id: c, client_secret: "${file:secret}", remember: true    | remember
                    """)
    void whatIsHalfConfiguredStopsTheStart(String console, String problem) {
        assertThatThrownBy(() -> read(SERVER, console))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    { listen: "0.0.0.0:8640" }                                           | needs `server.public_url`
                    { listen: "127.0.0.1:8640", public_url: "http://gate.example.com" }  | with https
                    """)
    void browsersMustFindTheWayBackAndNobodyMayListenIn(String server, String problem) {
        assertThatThrownBy(() -> read(server, LEAST))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aPublicUrlWithHttpsIsGood() throws IOException {
        assertThat(
                        read(
                                        "{ listen: \"0.0.0.0:8640\", public_url: \"https://gate.example.com\" }",
                                        LEAST)
                                .identity()
                                .console())
                .isPresent();
    }
}
