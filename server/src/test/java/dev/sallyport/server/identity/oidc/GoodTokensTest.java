package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.policy.yaml.YamlScalar;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Claims;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import dev.sallyport.server.identity.Authenticator.Authentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `identity/good-tokens.yaml`: whom each token names.
class GoodTokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static TestIssuer idp;

    @BeforeAll
    static void start() {
        idp = new TestIssuer();
    }

    @AfterAll
    static void stop() {
        idp.close();
    }

    record Row(YamlMapping row) {
        String text(String key, String otherwise) {
            return row.get(key)
                    .map(node -> node instanceof YamlScalar scalar ? scalar.value() : otherwise)
                    .orElse(otherwise)
                    .replace("${iss}", idp.url())
                    .replace("${255}", "n".repeat(255));
        }

        Set<String> texts(String key) {
            return Set.copyOf(row.texts(key));
        }

        @Override
        public String toString() {
            return text("name", "");
        }
    }

    static Stream<Row> cases() throws IOException {
        try (var in = GoodTokensTest.class.getResourceAsStream("/identity/good-tokens.yaml")) {
            var file =
                    YamlFile.read(
                            "good-tokens.yaml",
                            new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(file.problems()).isEmpty();
            return file.root().list("cases").stream()
                    .map(YamlNode::mapping)
                    .map(Optional::orElseThrow)
                    .map(Row::new);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesItsPrincipal(Row row) {
        var identity = new Identity(List.of(issuer(row)));
        try (var issuers =
                Issuers.open(identity, "client:held"::equals, Clock.fixed(NOW, ZoneOffset.UTC))) {

            var answer = issuers.authenticate(token(row));

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Authentication.Known.class,
                            known -> assertThat(known.principal()).isEqualTo(principal(row)));
        }
    }

    private static Issuer issuer(Row row) {
        var settings = row.row().mapping("issuer");
        var plain = Issuer.of(idp.url(), Set.of("gate"));
        var groups = settings.flatMap(given -> given.text("groups_claim"));
        return new Issuer(
                plain.issuer(),
                plain.audiences(),
                settings.flatMap(given -> given.text("prefix")),
                plain.algorithms(),
                Optional.empty(),
                plain.clockSkew(),
                plain.lifetimeMax(),
                new Claims(
                        groups.map(text ->
                                        text.startsWith("https:")
                                                ? List.of(text)
                                                : List.of(text.split("\\.", -1)))
                                .orElse(List.of("groups")),
                        settings.flatMap(given -> given.text("user_claim")).orElse("sub")),
                settings.filter(given -> given.has("subjects")).isPresent()
                        ? Subjects.WORKLOAD
                        : Subjects.AUTO,
                Set.copyOf(settings.map(given -> given.texts("human_clients")).orElse(List.of())),
                new TreeMap<>(),
                Optional.empty());
    }

    private static String token(Row row) {
        var key = key(row.text("key", "rsa"));
        var algorithm = JWSAlgorithm.parse(row.text("algorithm", "RS256"));
        var json = JsonMapper.shared();
        var header =
                (ObjectNode)
                        json.readTree(
                                "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}"
                                        .formatted(algorithm, key.getKeyID()));
        TestIssuer.merge(header, (ObjectNode) json.readTree(row.text("header", "{}")));
        var claims = idp.claims(NOW, row.text("claims", "{}"));
        return TestIssuer.signed(header.toString(), claims.toString(), algorithm, key);
    }

    private static JWK key(String name) {
        return switch (name) {
            case "rsa" -> TestKeys.RSA;
            case "ec" -> TestKeys.EC;
            case "ed" -> TestKeys.ED25519;
            default -> throw new AssertionError(name);
        };
    }

    private static Principal principal(Row row) {
        var human = row.text("human", "");
        return new Principal(
                row.text("is", ""),
                Kind.valueOf(row.text("kind", "").toUpperCase(java.util.Locale.ROOT)),
                human.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Principal.human(human, row.texts("human_groups"))),
                row.texts("groups"));
    }
}
