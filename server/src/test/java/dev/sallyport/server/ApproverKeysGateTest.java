package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Approvers of a whole gate whose keys end after they approved, by every door through which they approve.
class ApproverKeysGateTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private TestGate gate;
    private String ana = "";

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        gate = new TestGate(directory, new NoteTool());
        ana = gate.token("ana", Set.of(), true);
    }

    @AfterEach
    void close() {
        gate.close();
        http.close();
    }

    private ObjectNode write(String text) {
        var arguments = JsonNodeFactory.instance.objectNode().put("notebook", "guarded");
        return gate.call("write_note", arguments.put("text", text));
    }

    private String hold() {
        return write("hello").path("approval_id").stringValue();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return TestGate.send(http, request.build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gate.url().resolve(path));
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

    private String decision() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("decision", "approve")
                .put("digest", gate.held().digest())
                .toString();
    }

    private void approveByToken(String id) {
        var answer =
                send(
                        request("/api/approvals/" + id + "/decision")
                                .header("Authorization", "Bearer " + ana)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(decision())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String signIn() {
        var entered =
                form("/login/key", "", "token=" + URLEncoder.encode(ana, StandardCharsets.UTF_8));
        assertThat(entered.statusCode()).isEqualTo(303);
        var set = entered.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private static String input(String html, String name) {
        var found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
        assertThat(found.find()).as(html).isTrue();
        return found.group(1);
    }

    private void refusedOnceTheKeyIsRevoked(String id) {
        assertThat(gate.gate.approvals().find(id).orElseThrow().state()).isEqualTo(State.APPROVED);

        assertThat(gate.gate.keys().revoke("ana")).isTrue();
        var reply = gate.await(id);

        assertThat(reply.path("code").asString()).isEqualTo("DENIED_APPROVER_KEY_ENDED");
        assertThat(reply.path("message").asString()).contains("revoked or has expired");
        assertThat(gate.tool.written).isEmpty();
    }

    @Test
    void byTheApiWithATokenTheApprovalGoesWithTheKey() {
        var id = hold();
        approveByToken(id);

        refusedOnceTheKeyIsRevoked(id);
    }

    @Test
    void byThePagesOfASessionTheApprovalGoesWithTheSessionsKey() {
        var id = hold();
        var cookie = signIn();
        var page = send(request("/approvals/" + id).header("Cookie", cookie)).body();
        var body = new StringBuilder("decision=approve");
        for (var name : new String[] {"csrf", "digest", "opened"}) {
            body.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(input(page, name), StandardCharsets.UTF_8));
        }

        assertThat(form("/approvals/" + id + "/decision", cookie, body.toString()).statusCode())
                .isEqualTo(303);

        refusedOnceTheKeyIsRevoked(id);
    }

    @Test
    void byTheApiWithASessionTheApprovalGoesWithTheSessionsKey() {
        var id = hold();
        var cookie = signIn();
        var page = send(request("/approvals/" + id).header("Cookie", cookie)).body();

        var answer =
                send(
                        request("/api/approvals/" + id + "/decision")
                                .header("Cookie", cookie)
                                .header("Sallyport-CSRF", input(page, "csrf"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(decision())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

        refusedOnceTheKeyIsRevoked(id);
    }

    @Test
    void aGrantGoesWithTheKeyItWasMadeWith() {
        gate.tool.irreversible = false;
        var answer =
                send(
                        request("/api/approvals/" + hold() + "/grant")
                                .header("Authorization", "Bearer " + ana)
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                JsonNodeFactory.instance
                                                        .objectNode()
                                                        .put("for", "1h")
                                                        .put("digest", gate.held().digest())
                                                        .toString())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(write("second").path("status").asString()).isEqualTo("completed");

        assertThat(gate.gate.keys().revoke("ana")).isTrue();

        assertThat(write("third").path("status").asString()).isEqualTo("pending_approval");
        assertThat(gate.tool.written).containsExactly("second");
    }

    @Test
    void aKeyThatStaysLetsTheCallRun() {
        var id = hold();
        approveByToken(id);

        assertThat(gate.await(id).path("status").asString()).isEqualTo("completed");
        assertThat(gate.tool.written).containsExactly("hello");
    }
}
