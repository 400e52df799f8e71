package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Glob;
import dev.sallyport.server.config.Identity.Introspected;
import dev.sallyport.server.config.Identity.Subjects;
import java.io.IOException;
import java.net.URI;
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

class IdentityReaderTest {

    private static final String LEAST = "issuer: \"https://idp.example.com\", audience: gate";

    @TempDir private Path directory;

    @BeforeEach
    void aRoleMapAndASecret() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        Files.writeString(directory.resolve("secret"), "s3cret\n");
    }

    private Configuration read(String identity) throws IOException {
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, "policy: policy.yaml\n" + identity);
        return ConfigurationReader.read(file, Map.of());
    }

    @Test
    void everyKeyOfTheReferenceIsUnderstood() throws IOException {
        var configuration =
                read(
                        """
                        identity:
                          issuers:
                            - issuer: "https://idp.example.com/realms/agents"
                              audience: ["https://sallyport.example.com/mcp", gate]
                              groups_claim: realm_access.roles
                              user_claim: email
                              algorithms: [RS256, EdDSA]
                              jwks_url: "https://keys.example.com/jwks"
                              clock_skew: 0s
                              lifetime_max: 1h
                              subjects: auto
                              human_clients: [sallyport-cli]
                              scopes: { "sallyport:write": [modify_database, "push_*"], "sallyport:read": "*" }
                              introspection: { url: "http://127.0.0.1:9/i", client_id: gate, client_secret: "${file:secret}" }
                              introspect: always
                            - issuer: "http://localhost:8080/k8s"
                              audience: gate
                              prefix: dev
                              subjects: workload
                        """);

        var first = configuration.identity().issuers().getFirst();
        assertThat(first.audiences())
                .containsExactlyInAnyOrder("https://sallyport.example.com/mcp", "gate");
        assertThat(first.claims().groups()).containsExactly("realm_access", "roles");
        assertThat(first.claims().user()).isEqualTo("email");
        assertThat(first.algorithms()).containsExactlyInAnyOrder("RS256", "EdDSA");
        assertThat(first.jwksUrl()).contains(URI.create("https://keys.example.com/jwks"));
        assertThat(first.clockSkew()).isZero();
        assertThat(first.lifetimeMax()).isEqualTo(Duration.ofHours(1));
        assertThat(first.humanClients()).containsExactly("sallyport-cli");
        assertThat(first.scopes())
                .containsEntry(
                        "sallyport:write", List.of(new Glob("modify_database"), new Glob("push_*")))
                .containsEntry("sallyport:read", List.of(new Glob("*")));
        var introspection = first.introspection().orElseThrow();
        assertThat(introspection.clientSecret().value()).isEqualTo("s3cret");
        assertThat(introspection.tokens()).isEqualTo(Introspected.ALWAYS);
        var second = configuration.identity().issuers().getLast();
        assertThat(second.subjects()).isEqualTo(Subjects.WORKLOAD);
        assertThat(second.prefix()).contains("dev");
        assertThat(configuration.describe())
                .contains(
                        "identity.issuers[https://idp.example.com/realms/agents].audience: gate, https://sallyport")
                .contains(".scopes.sallyport:write: modify_database, push_*")
                .contains(".introspection.client_secret: ••••")
                .doesNotContain("s3cret");
    }

    @Test
    void fiveLinesAreEnough() throws IOException {
        var issuer =
                read("""
                identity:
                  issuers:
                    - issuer: "https://idp.example.com"
                      audience: "https://sallyport.example.com/mcp"
                """)
                        .identity()
                        .issuers()
                        .getFirst();

        assertThat(issuer.algorithms())
                .containsExactlyInAnyOrder("RS256", "PS256", "ES256", "EdDSA");
        assertThat(issuer.clockSkew()).isEqualTo(Duration.ofSeconds(30));
        assertThat(issuer.claims().groups()).containsExactly("groups");
        assertThat(issuer.claims().user()).isEqualTo("sub");
        assertThat(issuer.subjects()).isEqualTo(Subjects.AUTO);
        assertThat(issuer.introspection()).isEmpty();
    }

    @Test
    void aClaimThatIsAUrlIsOneClaim() throws IOException {
        var configuration =
                read(
                        "identity: {issuers: [{"
                                + LEAST
                                + ", groups_claim: \"https://x.example/groups\"}]}");

        assertThat(configuration.identity().issuers().getFirst().claims().groups())
                .containsExactly("https://x.example/groups");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "audience: gate|missing key `issuer`|",
                "issuer: \"https://i.example\"|needs an `audience`|write the gate's URL",
                "issuer: \"https://i.example\", audience: []|`audience` is empty|write what",
                "issuer: \"https://i.example\", audience: \" \"|`audience` is empty|",
                "issuer: \"http://i.example\", audience: a|`issuer` is http|write `https://`",
                "issuer: \"http://localhost.evil.example\", audience: a|`issuer` is http|write `https://`",
                "issuer: \"http://127.0.0.1.evil.example\", audience: a|`issuer` is http|write `https://`",
                "issuer: \"ftp://i.example\", audience: a|`issuer` is not https|write a URL",
                "issuer: \"i.example\", audience: a|`issuer` is no URL with a host|write a URL",
                "issuer: \"https://i.example/?a=b\", audience: a|a query or a fragment|",
                "issuer: \"https://u:p@i.example/\", audience: a|has credentials|",
                "LEAST, algorithms: [none]|cannot have `none`|proves nothing",
                "LEAST, algorithms: [None]|cannot have `None`|proves nothing",
                "LEAST, algorithms: [RS256, HS256]|cannot have `HS256`|key pair",
                "LEAST, algorithms: [hs512]|cannot have `hs512`|key pair",
                "LEAST, algorithms: [RS1]|cannot have `RS1`|use `RS256`",
                "LEAST, algorithms: []|`algorithms` is empty|leave it out",
                "LEAST, jwks_url: \"http://keys.example\"|`jwks_url` is http|write `https://`",
                "LEAST, clock_skew: 61s|`clock_skew` must be from 0s to 1m|",
                "LEAST, clock_skew: soon|must be a duration|",
                "LEAST, lifetime_max: 1s|`lifetime_max` must be from 1m to 366d|",
                "LEAST, groups_claim: a..b|`groups_claim` cannot be `a..b`|realm_access.roles",
                "LEAST, subjects: workloads|`subjects` cannot be `workloads`|write `auto`",
                "LEAST, subjects: workload, user_claim: email|`user_claim` has no use|leave it out",
                "LEAST, subjects: workload, human_clients: [a]|`human_clients` has no use|leave it out",
                "LEAST, prefix: \"A/b\"|`prefix` cannot be `A/b`|use 1 to 32",
                "LEAST, scopes: {\"a b\": [x]}|`a b` cannot be a scope|visible",
                "LEAST, scopes: {w: []}|names no tools|list the tools",
                "LEAST, introspect: always|`introspect` needs `introspection`|add",
                "LEAST, introspection: {client_id: a}|missing key `client_secret`|",
                "LEAST, introspection: {client_secret: \"${file:secret}\"}|missing key `client_id`|",
                "LEAST, introspection: {client_id: a, client_secret: hunter2}|is written out|write a reference",
                "LEAST, introspection: {client_id: a, client_secret: \"${file:secret}\"}, introspect: never|cannot be `never`|write `opaque`",
                "LEAST, introspection: {client_id: a, client_secret: \"${file:secret}\", url: \"http://i.example\"}|`url` is http|write `https://`",
                "LEAST, audiences: b|unknown key `audiences`|did you mean `audience`",
                "LEAST}, {issuer: \"https://idp.example.com/\", audience: gate, prefix: b|is listed twice|remove one",
                "LEAST}, {issuer: \"https://other.example\", audience: gate|two issuers have no `prefix`|give each issuer but one",
                "LEAST, prefix: a}, {issuer: \"https://other.example\", audience: gate, prefix: a|the prefix `a` is used twice|give each",
                "LEAST, introspection: {client_id: a, client_secret: \"${file:secret}\"}}, {issuer: \"https://other.example\", audience: gate, prefix: o, introspection: {client_id: a, client_secret: \"${file:secret}\"}|two issuers take opaque tokens|write `introspect: jwt`",
            })
    void eachMistakeIsNamedWithLineAndFix(String issuer, String message, String fix) {
        assertThatThrownBy(() ->
                        read("identity: {issuers: [{" + issuer.replace("LEAST", LEAST) + "}]}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sallyport.yaml:2:")
                .hasMessageContaining(message)
                .hasMessageContaining(fix == null ? "" : fix)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anotherKeyBesideTheIssuersIsUnknown() {
        assertThatThrownBy(() -> read("identity: {isuers: []}"))
                .hasMessageContaining("unknown key `isuers`")
                .hasMessageContaining("did you mean `issuers`");
    }
}
