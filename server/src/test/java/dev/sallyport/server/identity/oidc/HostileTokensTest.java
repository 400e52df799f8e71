package dev.sallyport.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.policy.yaml.YamlScalar;
import dev.sallyport.server.config.Identity;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.identity.Presented;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `identity/hostile-tokens.yaml`: each token is refused for the reason in its row, and over HTTP all alike.
class HostileTokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final RSAKey STRANGER = TestKeys.rsa("rsa", 2_048);
    private static final RSAKey PINNED =
            new RSAKey.Builder(TestKeys.rsa("pinned", 2_048)).algorithm(JWSAlgorithm.RS512).build();
    private static final RSAKey ENCRYPTS =
            new RSAKey.Builder(TestKeys.rsa("encrypts", 2_048)).keyUse(KeyUse.ENCRYPTION).build();
    private static final RSAKey OPERATIONS =
            new RSAKey.Builder(TestKeys.rsa("operations", 2_048))
                    .keyOperations(Set.of(KeyOperation.SIGN))
                    .build();
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    private static TestIssuer idp;
    private static TestIssuer other;
    private static Issuers issuers;
    private static HttpFront front;
    private static HttpClient http;
    private static final AtomicReference<Optional<Authentication>> ANSWER =
            new AtomicReference<>(Optional.empty());

    @BeforeAll
    static void start() throws IOException {
        idp = new TestIssuer();
        other = new TestIssuer();
        idp.keys(
                List.of(
                        TestKeys.RSA,
                        TestKeys.rsa("rsa2", 2_048),
                        TestKeys.EC,
                        TestKeys.EC384,
                        TestKeys.ED25519,
                        TestKeys.SHORT_RSA,
                        PINNED,
                        ENCRYPTS,
                        OPERATIONS));
        withSecretInKeySet();
        other.keys(List.of(TestKeys.rsa("other", 2_048)));
        var plain = Issuer.of(idp.url(), Set.of("gate"));
        var scopes = new TreeMap<String, List<Glob>>();
        scopes.put("sallyport:write", List.of(new Glob("modify_database")));
        var first =
                new Issuer(
                        plain.issuer(),
                        plain.audiences(),
                        Optional.empty(),
                        plain.algorithms(),
                        Optional.empty(),
                        plain.clockSkew(),
                        plain.lifetimeMax(),
                        plain.claims(),
                        plain.subjects(),
                        Set.of(),
                        scopes,
                        Optional.empty());
        var second = Issuer.of(other.url(), Set.of("gate"));
        var prefixed =
                new Issuer(
                        second.issuer(),
                        second.audiences(),
                        Optional.of("corp"),
                        second.algorithms(),
                        Optional.empty(),
                        second.clockSkew(),
                        second.lifetimeMax(),
                        second.claims(),
                        second.subjects(),
                        Set.of(),
                        new TreeMap<>(),
                        Optional.empty());
        issuers =
                Issuers.open(
                        new Identity(List.of(first, prefixed)),
                        Set.of("client:held", "user:held")::contains,
                        // The time stands still, so the fetches that unknown keys cause are soon
                        // used up.
                        Clock.fixed(NOW, ZoneOffset.UTC));
        front =
                HttpFront.listen("127.0.0.1", 0)
                        .filter(
                                "/door",
                                new AuthenticationFilter(
                                        listening(issuers),
                                        AuthenticationFilter.Scheme.BEARER,
                                        new ProtectedResource(
                                                Optional.of(URI.create("https://gate.example.com")),
                                                List.of(idp.url()),
                                                new TreeSet<>())))
                        .servlet("/door", new Door())
                        .start();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// Keeps what the authenticator said, for the row to compare.
    private static Authenticator listening(Authenticator asked) {
        return new Authenticator() {
            @Override
            public Authentication authenticate(String bearerToken) {
                return asked.authenticate(bearerToken);
            }

            @Override
            public Authentication authenticate(Presented presented) {
                var answer = asked.authenticate(presented);
                ANSWER.set(Optional.of(answer));
                return answer;
            }
        };
    }

    private static final class Door extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(
                jakarta.servlet.http.HttpServletRequest request,
                jakarta.servlet.http.HttpServletResponse response)
                throws IOException {
            response.getWriter().print(AuthenticationFilter.principal(request).subject());
        }
    }

    /// An issuer that publishes a shared secret makes a grave mistake, and must not make it ours.
    private static void withSecretInKeySet() {
        var set = (ObjectNode) JSON.readTree(published());
        set.withArray("keys")
                .add(
                        JSON.readTree(
                                new OctetSequenceKey.Builder(SECRET)
                                        .keyID("secret")
                                        .build()
                                        .toJSONString()));
        idp.answer("/realm/keys", TestIssuer.Answer.json(set.toString()));
    }

    private static String published() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(idp.url() + "/keys")).build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void stop() {
        http.shutdownNow();
        front.close();
        issuers.close();
        idp.close();
        other.close();
    }

    record Row(YamlMapping row) {
        String text(String key) {
            return row.get(key)
                    .map(node -> node instanceof YamlScalar scalar ? scalar.value() : "")
                    .orElse("");
        }

        @Override
        public String toString() {
            return text("name");
        }
    }

    static Stream<Row> cases() throws IOException {
        try (var in =
                HostileTokensTest.class.getResourceAsStream("/identity/hostile-tokens.yaml")) {
            var file =
                    YamlFile.read(
                            "hostile-tokens.yaml",
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
    void isRefusedForItsOwnReason(Row row) throws Exception {
        ANSWER.set(Optional.empty());
        var token = token(row);

        var direct = issuers.authenticate(token);
        var response =
                http.send(
                        HttpRequest.newBuilder(front.address().resolve("/door"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());

        assertThat(reason(direct))
                .satisfies(reason ->
                        assertThat(Stream.of(row.text("reason").split("[|]", -1)))
                                .anyMatch(reason::contains));
        // The door itself refuses what is too long, and asks nobody.
        assertThat(ANSWER.get().map(HostileTokensTest::reason))
                .isIn(Optional.empty(), Optional.of(reason(direct)));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly(
                        "Bearer error=\"invalid_token\",resource_metadata=\"https://gate.example.com/.well-known/oauth-protected-resource\"",
                        "DPoP algs=\"ES256 ES384 ES512 EdDSA PS256 PS384 PS512 RS256 RS384 RS512\"");
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\":\"invalid_token\",\"message\":\"the token is not valid here; it may be meant"
                                + " for another place, or have expired or been revoked\"}");
    }

    @Test
    void theTokenThatTheRowsChangeIsGood() throws Exception {
        var response =
                http.send(
                        HttpRequest.newBuilder(front.address().resolve("/door"))
                                .header("Authorization", "Bearer " + good())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("client:coding-agent");
    }

    @Test
    void noTokenSteeredARequest() {
        assertThat(idp.asked)
                .containsOnly("/realm/keys", "/realm/.well-known/openid-configuration");
    }

    private static String reason(Authentication answer) {
        return answer instanceof Authentication.Refused(var reason)
                // Whether a key was asked for again depends on the rows before.
                ? reason.replace("; asking again was too soon", "")
                : answer.toString();
    }

    private static String good() {
        return idp.token(TestKeys.RSA, JWSAlgorithm.RS256, NOW, "{}");
    }

    private static String fill(String text) {
        return text.replace("${iss}", idp.url())
                .replace("${ISS}", idp.url().toUpperCase(Locale.ROOT))
                .replace("${other}", other.url())
                .replace("${good}", good())
                .replace("${head}", good().split("\\.", -1)[0])
                .replace("${256}", "x".repeat(256))
                .replace("${8000}", "x".repeat(8_000))
                .replace("${60}", "\"x\",".repeat(60))
                .replace("${260}", "\"x\",".repeat(260))
                .replace("${digits}", "1".repeat(200))
                .replace("${deep}", "[".repeat(100) + "]".repeat(100));
    }

    private static String token(Row row) {
        if (!row.text("text").isEmpty()) {
            return fill(row.text("text"));
        }
        var header =
                (ObjectNode)
                        JSON.readTree("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"at+jwt\"}");
        if (!row.text("header").isEmpty()) {
            TestIssuer.merge(header, (ObjectNode) JSON.readTree(fill(row.text("header"))));
        }
        var headerText =
                row.row().has("raw_header") ? fill(row.text("raw_header")) : header.toString();
        var payload =
                row.row().has("raw_payload")
                        ? fill(row.text("raw_payload"))
                        : idp.claims(
                                        NOW,
                                        fill(
                                                row.text("claims").isEmpty()
                                                        ? "{}"
                                                        : row.text("claims")))
                                .toString();
        var input = TestKeys.encode(headerText) + "." + TestKeys.encode(payload);
        return input + "." + signature(row.text("sign"), input);
    }

    private static String signature(String how, String input) {
        var good = TestKeys.sign(input, JWSAlgorithm.RS256, TestKeys.RSA);
        var bytes = new Base64URL(good).decode();
        return switch (how) {
            case "" -> good;
            case "empty" -> "";
            case "flip" -> {
                bytes[100] ^= 1;
                yield encode(bytes);
            }
            case "stranger" -> TestKeys.sign(input, JWSAlgorithm.RS256, STRANGER);
            case "replay" ->
                    good().split("\\.", -1)[2].equals(good)
                            ? TestKeys.sign(input + "x", JWSAlgorithm.RS256, TestKeys.RSA)
                            : good().split("\\.", -1)[2];
            case "longer" -> encode(Arrays.copyOf(bytes, bytes.length + 1));
            case "shorter" -> encode(Arrays.copyOf(bytes, bytes.length - 1));
            case "bits" -> withTrailingBits(good);
            case "padded" -> good + "==";
            case "plain" -> "+/" + good.substring(2);
            case "hmac-pem" -> TestKeys.hmac(input, JWSAlgorithm.HS256, pem());
            case "hmac-der" -> TestKeys.hmac(input, JWSAlgorithm.HS512, der());
            case "hmac-modulus" ->
                    TestKeys.hmac(input, JWSAlgorithm.HS384, TestKeys.RSA.getModulus().decode());
            case "hmac-secret" -> TestKeys.hmac(input, JWSAlgorithm.HS256, SECRET);
            case "rs512" -> TestKeys.sign(input, JWSAlgorithm.RS512, TestKeys.RSA);
            case "es384" -> TestKeys.sign(input, JWSAlgorithm.ES384, TestKeys.EC384);
            case "pinned" -> TestKeys.sign(input, JWSAlgorithm.RS256, PINNED);
            case "encrypts" -> TestKeys.sign(input, JWSAlgorithm.RS256, ENCRYPTS);
            case "operations" -> TestKeys.sign(input, JWSAlgorithm.RS256, OPERATIONS);
            case "short" -> TestKeys.sign(input, JWSAlgorithm.RS256, TestKeys.SHORT_RSA);
            case "zero64" -> encode(new byte[64]);
            case "zero256" -> encode(new byte[256]);
            case "zero-r" -> {
                var half = new byte[64];
                half[63] = 1;
                yield encode(half);
            }
            case "order" -> encode(twice(P256_ORDER));
            case "ec-der" -> encode(Arrays.copyOf(bytes, 70));
            default -> throw new AssertionError(how);
        };
    }

    private static String encode(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }

    private static byte[] twice(BigInteger number) {
        var bytes = number.toByteArray();
        var both = new byte[64];
        System.arraycopy(bytes, bytes.length - 32, both, 0, 32);
        System.arraycopy(bytes, bytes.length - 32, both, 32, 32);
        return both;
    }

    /// Another text for the same bytes: 256 of them leave four bits of the last character over.
    private static String withTrailingBits(String signature) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(signature.charAt(signature.length() - 1));
        return signature.substring(0, signature.length() - 1) + alphabet.charAt(last | 1);
    }

    private static byte[] der() {
        try {
            return TestKeys.RSA.toPublicKey().getEncoded();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pem() {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
