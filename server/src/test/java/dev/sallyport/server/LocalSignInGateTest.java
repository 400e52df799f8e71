package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Order;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Humans at a whole gate without an identity provider, as their browsers see it.
class LocalSignInGateTest {

    private static final String PROVIDER =
            """
            identity:
              issuers: [ { issuer: "http://127.0.0.1:9/realm", audience: gate } ]
              console: { issuer: "http://127.0.0.1:9/realm", client_id: gate, client_secret: "${file:secret}" }
            """;

    @TempDir private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    private HttpResponse<String> get(TestGate gate, String path, String... headers) {
        return send(HttpRequest.newBuilder(gate.url().resolve(path)), headers);
    }

    private HttpResponse<String> post(TestGate gate, String path, String form, String... headers) {
        return send(
                HttpRequest.newBuilder(gate.url().resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return TestGate.send(http, request.build());
    }

    /// As a browser sends the form of the gate's own page.
    private HttpResponse<String> own(TestGate gate, String path, String form) {
        return post(gate, path, form, "Origin", gate.url().toString());
    }

    private static String form(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// The session's cookie, as the browser sends it back.
    private static String cookie(HttpResponse<String> answer) {
        var set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("; HttpOnly; SameSite=Lax").doesNotContain("Max-Age");
        return set.substring(0, set.indexOf(';'));
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String input(String html, String name) {
        var found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
        assertThat(found.find()).as(html).isTrue();
        return found.group(1);
    }

    @Test
    void aHumanPastesATokenAndIsSignedInUntilTheKeyIsRevoked() throws Exception {
        String token;
        try (var gate = new TestGate(directory, new NoteTool())) {
            token = gate.token("ana", Set.of("writers"), true);
            assertThat(get(gate, "/").body()).contains("href=\"/login\"");
            var form = get(gate, "/login?return=/api/approvals");
            assertThat(form.statusCode()).isEqualTo(200);
            assertThat(form.body())
                    .contains("type=\"password\"", "autocomplete=\"off\"", "action=\"/login/key\"");
            assertThat(form.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .contains("form-action 'self';", "frame-ancestors 'none'");

            var entered =
                    own(
                            gate,
                            "/login/key",
                            form("token", token)
                                    + "&"
                                    + form("return", input(form.body(), "return")));
            assertThat(location(entered)).isEqualTo("/api/approvals");
            var cookie = cookie(entered);
            assertThat(cookie).doesNotContain(token);

            assertThat(get(gate, "/", "Cookie", cookie).body())
                    .contains("You are ana", "user:ana", "writers", "editor")
                    .doesNotContain(token);
            assertThat(get(gate, "/api/approvals", "Cookie", cookie).statusCode()).isEqualTo(200);
            assertThat(post(gate, "/api/approvals/none/decision", "{}", "Cookie", cookie).body())
                    .contains("csrf_token_required");

            assertThat(gate.gate.keys().revoke("ana")).isTrue();
            assertThat(get(gate, "/api/approvals", "Cookie", cookie).statusCode()).isEqualTo(401);
            assertThat(get(gate, "/", "Cookie", cookie).body()).contains("You are not signed in");
        }
        var records = TestGate.records(directory, Set.of(Stage.SIGNED_IN, Stage.SIGNED_OUT));
        assertThat(records).hasSize(2);
        assertThat(records.getFirst().details())
                .containsEntry("by", "key")
                .containsEntry("key_id", token.substring(3, 19));
        assertThat(records.getLast().details()).containsEntry("why", "key_over");
        assertNowhere(token);
    }

    @Test
    void aConfinedKeySeesWhatItIsConfinedTo() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool())) {
            var created =
                    (Creation.Created)
                            gate.gate
                                    .keys()
                                    .create(
                                            new Order(
                                                    "ana",
                                                    Set.of("writers"),
                                                    true,
                                                    Optional.of(Set.of("writer")),
                                                    Optional.empty()));
            var cookie = cookie(own(gate, "/login/key", form("token", created.token())));

            assertThat(get(gate, "/", "Cookie", cookie).body())
                    .contains("<code>writer</code>", "you may look at yourself alone")
                    .doesNotContain("<code>editor</code>");
        }
    }

    @Test
    void whatDoesNotSignInIsRefusedInTheSameWords() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool());
                var lines = new LogLines("dev.sallyport.server.console.KeyLoginServlet")) {
            var agent = gate.writer("bot");
            var gone = gate.token("gone", Set.of(), true);
            assertThat(gate.gate.keys().revoke("gone")).isTrue();

            var answers =
                    List.of(
                            own(gate, "/login/key", form("token", agent)),
                            own(gate, "/login/key", form("token", gone)),
                            own(gate, "/login/key", form("token", agent + "x")),
                            own(gate, "/login/key", ""),
                            own(gate, "/login/key?token=" + agent, "token=x"));

            assertThat(answers)
                    .allSatisfy(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(403);
                        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
                        assertThat(answer.body()).isEqualTo(answers.getFirst().body());
                    });
            assertThat(answers.getFirst().body()).doesNotContain(agent, gone);
            assertThat(lines.await("`bot`")).contains("an agent's").doesNotContain(agent);
            assertThat(lines.await("`gone`")).contains("revoked").doesNotContain(gone);
        }
        assertThat(TestGate.records(directory, Set.of(Stage.SIGNED_IN))).isEmpty();
    }

    @Test
    void anotherSiteSignsNobodyIn() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool())) {
            var code = gate.link().getQuery();
            var token = form("token", gate.token("mallory", Set.of(), true));
            var port = gate.url().getPort();

            for (var origin :
                    List.of(
                            "https://evil.example",
                            "null",
                            "http://127.0.0.1:" + (port == 1 ? 2 : port - 1),
                            "http://localhost:" + port)) {
                assertThat(post(gate, "/login/key", token, "Origin", origin).statusCode())
                        .as(origin)
                        .isEqualTo(403);
                assertThat(post(gate, "/login/once", code, "Origin", origin).statusCode())
                        .as(origin)
                        .isEqualTo(403);
            }
            assertThat(post(gate, "/login/key", token).statusCode()).isEqualTo(403);
            assertThat(post(gate, "/login/once", code).statusCode()).isEqualTo(403);
            assertThat(own(gate, "/login/once", code).statusCode()).isEqualTo(303);
        }
    }

    @Test
    void aLinkSignsInOnceAndItsPageSendsItsAddressToNobody() throws Exception {
        String code;
        try (var gate = new TestGate(directory, new NoteTool())) {
            var link = gate.link();
            code = link.getQuery().substring("code=".length());
            var page = send(HttpRequest.newBuilder(link));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().allValues("Referrer-Policy"))
                    .containsExactly("strict-origin");
            assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(page.body()).contains("<code>user:ana</code>", "Sign in as user:ana");

            var entered = own(gate, "/login/once", form("code", input(page.body(), "code")));
            assertThat(location(entered)).isEqualTo("/");
            var cookie = cookie(entered);
            var home = get(gate, "/", "Cookie", cookie).body();
            assertThat(home).contains("user:ana", "decide calls that wait for a human");

            var again = own(gate, "/login/once", form("code", code));
            assertThat(again.statusCode()).isEqualTo(403);
            assertThat(again.body()).contains("sallyport key create NAME --human");
            var unknown = get(gate, "/login/once?code=" + "A".repeat(43));
            assertThat(unknown.statusCode()).isEqualTo(403);
            assertThat(unknown.body()).isEqualTo(again.body());

            var out = form("csrf", input(home, "csrf"));
            assertThat(post(gate, "/logout", "csrf=x", "Cookie", cookie).statusCode())
                    .isEqualTo(403);
            assertThat(location(post(gate, "/logout", out, "Cookie", cookie)))
                    .isEqualTo(gate.url() + "/");
            assertThat(get(gate, "/api/approvals", "Cookie", cookie).statusCode()).isEqualTo(401);
        }
        var records = TestGate.records(directory, Set.of(Stage.SIGNED_IN, Stage.SIGNED_OUT));
        assertThat(records).hasSize(2);
        assertThat(records.getFirst().details())
                .containsEntry("by", "link")
                .doesNotContainKey("key_id");
        assertThat(records.getLast().details()).containsEntry("why", "signed_out");
        assertNowhere(code);
    }

    @Test
    void guessingIsBounded() throws Exception {
        try (var gate = new TestGate(directory, new NoteTool())) {
            HttpResponse<String> last = own(gate, "/login/key", form("token", "no"));
            for (int i = 0; i < 20; i++) {
                last = own(gate, "/login/key", form("token", "no " + i));
            }

            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).contains("60");
            assertThat(own(gate, "/login/once", "code=x").statusCode()).isEqualTo(429);
            assertThat(get(gate, "/login/once?code=x").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void whereAProviderIsConfiguredTheseWaysAreNotThereAndTheirSessionsEnd() throws Exception {
        String cookie;
        try (var gate = new TestGate(directory, new NoteTool())) {
            cookie =
                    cookie(
                            own(
                                    gate,
                                    "/login/key",
                                    form("token", gate.token("ana", Set.of(), true))));
        }
        Files.writeString(directory.resolve("secret"), "client-secret-of-at-least-32-bytes");
        try (var gate = new TestGate(directory, new NoteTool(), PROVIDER)) {
            assertThat(own(gate, "/login/key", "token=x").statusCode()).isEqualTo(404);
            assertThat(get(gate, "/login/key").statusCode()).isEqualTo(404);
            assertThat(own(gate, "/login/once", "code=x").statusCode()).isEqualTo(404);
            assertThat(get(gate, "/login/once?code=x").statusCode()).isEqualTo(404);
            assertThat(gate.firstSignIn()).isInstanceOf(FirstSignIn.NotNeeded.class);

            assertThat(get(gate, "/api/approvals", "Cookie", cookie).statusCode()).isEqualTo(401);
        }
        assertThat(TestGate.records(directory, Set.of(Stage.SIGNED_OUT)))
                .singleElement()
                .satisfies(
                        record -> assertThat(record.details()).containsEntry("why", "way_closed"));
        try (var gate = new TestGate(directory, new NoteTool())) {
            assertThat(get(gate, "/api/approvals", "Cookie", cookie).statusCode())
                    .as("for good")
                    .isEqualTo(401);
        }
    }

    /// Not in any file that the gate wrote.
    private void assertNowhere(String secret) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }
}
