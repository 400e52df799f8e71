package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.audit.AuditRecord.Outcome;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.identity.oidc.TestIssuer;
import dev.sallyport.server.identity.oidc.TestKeys;
import dev.sallyport.server.state.StateStore;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Approvers of a whole gate who signed in long ago, by every door through which they approve. What is held cannot be
/// taken back.
class FreshSignInGateTest {

    @TempDir private Path directory;

    private final TestIssuer idp = new TestIssuer();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestGate gate;
    private String key = "";
    private String id = "";

    @BeforeEach
    void open() throws IOException {
        Files.writeString(
                directory.resolve("policy.yaml"),
                TestGate.POLICY.replace("[\"user:ana\"]", "[\"user:ana\", \"user:idp/ana\"]"));
        gate =
                new TestGate(
                        directory,
                        new NoteTool(),
                        """
                        identity:
                          issuers:
                            - { issuer: "%s", audience: gate, prefix: idp, human_clients: [cli] }
                        """
                                .formatted(idp.url()));
        key = gate.token("ana", Set.of(), true);
        var arguments = JsonNodeFactory.instance.objectNode().put("notebook", "guarded");
        id =
                gate.call("write_note", arguments.put("text", "hello"))
                        .path("approval_id")
                        .stringValue();
    }

    @AfterEach
    void close() {
        gate.close();
        http.close();
        idp.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return TestGate.send(http, request.build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gate.url().resolve(path));
    }

    private State state() {
        return gate.gate.approvals().find(id).orElseThrow().state();
    }

    private String decision(String word) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("decision", word)
                .put("digest", gate.held().digest())
                .toString();
    }

    private HttpResponse<String> decide(String token, String word) {
        return send(
                request("/api/approvals/" + id + "/decision")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(decision(word))));
    }

    /// Of the issuer, for a human.
    private String token(String claims) {
        return idp.token(
                TestKeys.RSA,
                JWSAlgorithm.RS256,
                Instant.now(),
                "{\"sub\":\"ana\",\"azp\":\"cli\"" + claims + "}");
    }

    private static String signedInAgo(long seconds) {
        return ",\"auth_time\":" + (Instant.now().getEpochSecond() - seconds);
    }

    @Test
    void aKeyCountsAsItAlwaysDid() {
        var answer = decide(key, "approve");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(state()).isEqualTo(State.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"auth_time\":null",
                ",\"auth_time\":\"2026-11-23T10:00:00Z\"",
                ",\"auth_time\":1.5",
                ",\"auth_time\":0",
                "old",
                "future"
            })
    void aTokenThatDoesNotSayThatItsHumanSignedInLatelyIsSentToSignIn(String claim)
            throws IOException {
        var claims =
                switch (claim) {
                    case "old" -> signedInAgo(301);
                    case "future" -> signedInAgo(-3600);
                    default -> claim;
                };

        var answer = decide(token(claims), "approve");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly(
                        "Bearer error=\"insufficient_user_authentication\",max_age=\"300\"");
        assertThat(answer.body())
                .contains(
                        "\"code\":\"FRESH_SIGN_IN_NEEDED\"",
                        "asks for a sign-in within the last 5m, because it cannot be taken back");
        assertThat(state()).isEqualTo(State.PENDING);
        assertThat(refusedDecisions()).isEqualTo(1);
        assertThat(decide(token(claims), "reject").statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenOfAFreshSignInApprovesAndTheRecordSaysWhenItWas() throws IOException {
        var ago = Instant.now().getEpochSecond() - 60;

        var answer = decide(token(",\"auth_time\":" + ago), "approve");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(state()).isEqualTo(State.APPROVED);
        assertThat(TestGate.records(directory, Set.of(Stage.VOTED)))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.details())
                                .containsEntry(
                                        "signed_in_at", Instant.ofEpochSecond(ago).toString()));
    }

    /// How many are on record.
    private long refusedDecisions() throws IOException {
        return TestGate.records(directory, Set.of(Stage.DENIED)).stream()
                .flatMap(record -> record.outcome().flatMap(Outcome::code).stream())
                .filter("DECISION_FRESH_SIGN_IN_NEEDED"::equals)
                .count();
    }

    private HttpResponse<String> form(String path, String cookie, String body) {
        var request =
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", gate.url().toString())
                        .POST(BodyPublishers.ofString(body));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return send(request);
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> signIn(String cookie, String returnTo) {
        return form("/login/key", cookie, field("token", key) + "&" + field("return", returnTo));
    }

    private static String cookie(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        var set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private String get(String path, String cookie) {
        return send(request(path).header("Cookie", cookie)).body();
    }

    private static String input(String html, String name) {
        var found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
        assertThat(found.find()).as(html).isTrue();
        return found.group(1);
    }

    /// As if every human had signed in so long ago; for good with `NULL`.
    private void age(String time) {
        try (var store = StateStore.open("jdbc:sqlite:" + directory.resolve("state.db"))) {
            int changed =
                    store.write(handle ->
                            handle.execute("UPDATE console_session SET signed_in_at = " + time));
            assertThat(changed).isPositive();
        }
    }

    private String approval(String page) {
        return "decision=approve&"
                + field("csrf", input(page, "csrf"))
                + "&"
                + field("digest", input(page, "digest"))
                + "&"
                + field("opened", input(page, "opened"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"signed_in_at - 300000", "signed_in_at + 3600000", "0", "NULL"})
    void anOldSessionApprovesNothingUntilItsHumanSignsInAgain(String time) throws IOException {
        var path = "/approvals/" + id;
        var old = cookie(signIn("", "/"));
        age(time);

        var page = get(path, old);
        assertThat(page)
                .contains(
                        "Approving this asks for a sign-in within the last 5 minutes, because it cannot be taken back.",
                        ">Sign in again to approve</a>",
                        "href=\"/login?anew=1&amp;return=%2Fapprovals%2F" + id + "\"",
                        "value=\"reject\"")
                .doesNotContain("value=\"approve\"", "id=\"grant\"");
        var tried = form(path + "/decision", old, approval(page));
        assertThat(tried.statusCode()).isEqualTo(403);
        assertThat(tried.body()).contains("This did not count. You signed in too long ago");
        assertThat(state()).isEqualTo(State.PENDING);
        assertThat(refusedDecisions()).isEqualTo(1);

        var again = get("/login?anew=1&return=" + path, old);
        assertThat(again).contains("Sign in again with your API key");
        var entered = signIn(old, input(again, "return"));
        assertThat(entered.headers().firstValue("Location")).hasValue(path);
        var fresh = cookie(entered);
        assertThat(fresh).isNotEqualTo(old);
        assertThat(get(path, old)).contains("You are not signed in");
        var back = get(path, fresh);
        assertThat(back).contains("Yours counts until", "value=\"approve\"");
        // What another tab has from before is of no use.
        assertThat(form(path + "/decision", fresh, approval(page)).statusCode()).isEqualTo(403);
        assertThat(state()).isEqualTo(State.PENDING);

        assertThat(form(path + "/decision", fresh, approval(back)).statusCode()).isEqualTo(303);
        assertThat(state()).isEqualTo(State.APPROVED);
        assertThat(TestGate.records(directory, Set.of(Stage.VOTED)).getFirst().details())
                .containsKey("signed_in_at");
    }

    @Test
    void anOldSessionApprovesNothingByTheApiEither() {
        var old = cookie(signIn("", "/"));
        age("signed_in_at - 300000");
        var csrf = input(get("/approvals/" + id, old), "csrf");

        var answer =
                send(
                        request("/api/approvals/" + id + "/decision")
                                .header("Cookie", old)
                                .header("Sallyport-CSRF", csrf)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(decision("approve"))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).contains("FRESH_SIGN_IN_NEEDED");
        assertThat(state()).isEqualTo(State.PENDING);
    }

    @Test
    void anOldSessionLetsNobodyElseDecideInItsPlace() {
        var old = cookie(signIn("", "/"));
        age("signed_in_at - 300000");

        var page = get("/approvals/delegations", old);
        assertThat(page)
                .contains(">Sign in again to delegate</a>")
                .doesNotContain("Let them decide");
        var tried =
                form(
                        "/approvals/delegations",
                        old,
                        field("csrf", input(page, "csrf"))
                                + "&to=user%3Aben&until="
                                + Instant.now().plusSeconds(7200).toString().substring(0, 16));

        assertThat(tried.statusCode()).isEqualTo(403);
        assertThat(tried.body()).contains("Nothing was changed");
        assertThat(gate.gate.delegations().list(10)).isEmpty();
        assertThat(get("/approvals/delegations", cookie(signIn(old, "/"))))
                .contains("Let them decide");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example/",
                "/\\evil.example",
                "javascript:alert(1)",
                "/ok\r\nX: y",
                " /ok",
                ""
            })
    void whoeverSignsInAgainStaysHere(String returnTo) {
        var page =
                send(request("/login?anew=1&" + field("return", returnTo).replace("+", "%20")))
                        .body();
        assertThat(input(page, "return")).isEqualTo("/");

        assertThat(signIn("", returnTo).headers().firstValue("Location")).hasValue("/");
    }

    @Test
    void rejectingAsksForNoFreshSignIn() {
        var old = cookie(signIn("", "/"));
        age("NULL");
        var page = get("/approvals/" + id, old);

        var body = approval(page).replace("decision=approve", "decision=reject");
        assertThat(form("/approvals/" + id + "/decision", old, body).statusCode()).isEqualTo(303);

        assertThat(state()).isEqualTo(State.REJECTED);
    }
}
