package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An agent that puts what matters where the detectors hide it, before the approvers of a whole gate.
class HiddenValuesGateTest {

    /// Three values that approvers do not see, and a harmless frame around them.
    private static final String HIDING =
            "pay 4111111111111111 and 5500005555555559, tell eve@example.com";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private TestGate gate;
    private String ana = "";

    HiddenValuesGateTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void open() throws IOException {
        gate = new TestGate(directory, new NoteTool());
        ana = gate.token("ana", Set.of(), true);
    }

    @AfterEach
    void close() {
        gate.close();
        http.close();
    }

    private ObjectNode write(String text) {
        var arguments =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("notebook", "guarded")
                        .put("text", text)
                        .put("reason", "asked by boss@example.com");
        return gate.call("write_note", arguments);
    }

    private String hold(String text) {
        return write(text).path("approval_id").stringValue();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return TestGate.send(http, request.header("Authorization", "Bearer " + ana).build());
    }

    private JsonNode shown(String id) {
        var answer = send(HttpRequest.newBuilder(gate.url().resolve("/api/approvals/" + id)).GET());
        return JsonMapper.shared().readTree(answer.body());
    }

    /// @param more what stands in the body beside the contract's own keys, with a comma before
    private HttpResponse<String> decide(String id, String decision, String more) {
        var body =
                "{\"decision\":\"%s\",\"digest\":\"%s\",\"reason\":\"because\"%s}"
                        .formatted(decision, gate.held().digest(), more);
        return send(post(gate.url().resolve("/api/approvals/" + id + "/decision"), body));
    }

    @Test
    void hiddenValuesAreCountedByKindAndPlace() {
        var id = hold(HIDING);
        var hidden = shown(id).path("hidden");
        assertThat(shown(id).path("hidden_count").intValue()).isEqualTo(3);

        assertThat(hidden)
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"count": 3, "values": [
                                          {"place": "Note", "kind": "EMAIL", "count": 1},
                                          {"place": "Note", "kind": "PAYMENT_CARD", "count": 2}]}
                                        """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"hidden_accepted\":0",
                ",\"hidden_accepted\":2",
                ",\"hidden_accepted\":4",
                ",\"hidden_accepted\":2147483647"
            })
    void whoDoesNotAcceptExactlyWhatIsHiddenApprovesNothing(String more) {
        var id = hold(HIDING);

        var answer = decide(id, "approve", more);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body())
                .contains("HIDDEN_VALUES", "3 values of this request are hidden", "exactly 3");
        assertThat(gate.await(id).path("status").asString()).isEqualTo("pending_approval");
        assertThat(gate.tool.written).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"hidden_accepted\":\"3\"",
                ",\"hidden_accepted\":3.0",
                ",\"hidden_accepted\":-1",
                ",\"hidden_accepted\":4294967299",
                ",\"hidden_accepted\":99999999999999999999",
                ",\"hidden_accepted\":null",
                ",\"hidden_accepted\":[3]",
                ",\"hidden_accepted\":3,\"hidden_accepted\":3"
            })
    void whatIsNoCountIsABadRequest(String more) {
        var id = hold(HIDING);

        assertThat(decide(id, "approve", more).statusCode()).isEqualTo(400);
        assertThat(gate.await(id).path("status").asString()).isEqualTo("pending_approval");
    }

    @Test
    void whoAcceptsExactlyWhatIsHiddenApprovesAndThatIsOnRecord() throws IOException {
        var id = hold(HIDING);

        assertThat(decide(id, "approve", ",\"hidden_accepted\":3").statusCode()).isEqualTo(200);

        assertThat(gate.await(id).path("status").asString()).isEqualTo("completed");
        assertThat(gate.tool.written).containsExactly(HIDING);
        var voted = TestGate.records(directory, Set.of(Stage.VOTED)).getFirst();
        assertThat(voted.details()).containsEntry("hidden_accepted", "3");
    }

    @Test
    void aGrantCoversNoLaterCallOfWhichAnythingIsHidden() {
        gate.tool.irreversible = false;
        var path = gate.url().resolve("/api/approvals/" + hold(HIDING) + "/grant");
        var terms = "{\"for\":\"1h\",\"digest\":\"" + gate.held().digest() + "\"%s}";
        for (var more : new String[] {"", ",\"hidden_accepted\":2"}) {
            var refused = send(post(path, terms.formatted(more)));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("HIDDEN_VALUES");
        }

        var made = send(post(path, terms.formatted(",\"hidden_accepted\":3")));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(write("nothing to hide").path("status").asString()).isEqualTo("completed");
        assertThat(write(HIDING + "!").path("status").asString()).isEqualTo("pending_approval");
        assertThat(gate.tool.written).containsExactly("nothing to hide");
    }

    private static HttpRequest.Builder post(URI path, String json) {
        return HttpRequest.newBuilder(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    @Test
    void aRejectionNeedsNothingAccepted() {
        var id = hold(HIDING);

        assertThat(decide(id, "reject", "").statusCode()).isEqualTo(200);
        assertThat(gate.await(id).path("status").asString()).isEqualTo("rejected");
    }

    /// The reason's address is hidden too, and runs nowhere.
    @Test
    void withNothingHiddenTheContractIsAsItWas() {
        var id = hold("nothing to hide");
        assertThat(shown(id).path("hidden").path("count").intValue()).isZero();

        assertThat(decide(id, "approve", ",\"hidden_accepted\":1").statusCode()).isEqualTo(409);
        assertThat(decide(id, "approve", "").statusCode()).isEqualTo(200);

        assertThat(gate.await(id).path("status").asString()).isEqualTo("completed");
    }
}
