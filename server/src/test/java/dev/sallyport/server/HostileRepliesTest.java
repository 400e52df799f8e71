package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.masking.Visible;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.hostile.Seen;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// No text from outside stands raw in what the API shows, in what an agent is told of its mistakes, or in what an open
/// page hears.
class HostileRepliesTest extends HostileGateFixture {

    /// So that half a character comes over the wire as what it is.
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private String writer = "";

    @BeforeEach
    void makeKeys() {
        if (writer.isEmpty()) {
            writer = gate.writer("coder");
        }
    }

    /// Every text of a reply that is JSON, and the reply itself.
    private static void assertSeen(String what, HttpResponse<String> reply) {
        // The letter of an escape is no neighbour of what follows.
        Seen.assertSeen(what, reply.body().replace("\\n", "\n"));
        for (var line : reply.body().lines().toList()) {
            if (line.startsWith("{") || line.startsWith("data: {")) {
                Seen.assertSeen(
                        what, JsonMapper.shared().readTree(line.replaceFirst("data: ", "")));
            }
        }
        reply.headers().map().forEach((_, values) -> Seen.assertSeen(what, values.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"editor", "auditor"})
    void theApiShowsNothingRaw(String who) {
        var list = reader(who).get("/api/approvals?limit=500");
        assertThat(list.statusCode()).isEqualTo(200);
        assertSeen("the list", list);
        assertThat(JsonMapper.shared().readTree(list.body()).path("approvals")).hasSize(500);
        assertSeen("grants", reader(who).get("/api/grants?state=all"));
        assertSeen("delegations", reader(who).get("/api/delegations"));
        for (var attack : Attack.all()) {
            if (HostileGate.isText(attack)) {
                var id = hostile.request(attack).id();
                var shown = reader(who).get("/api/approvals/" + id);
                assertSeen(attack.name(), shown);
                var masked = gate.gate.maskedForHumans(HostileGate.marked(attack));
                assertThat(JsonMapper.shared().readTree(shown.body()).path("summary").stringValue())
                        .as(attack.name())
                        .isEqualTo(Visible.block(masked));
            }
        }
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(gate.url().resolve(path))
                .header("Authorization", "Bearer " + token("editor"))
                .header("Content-Type", "application/json");
    }

    @Test
    void theApiGivesNoMistakeBackRaw() {
        var one = hostile.requests.values().iterator().next().id();
        for (var attack : Attack.all()) {
            var text = attack.text();
            var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
            for (var path :
                    List.of(
                            "/api/approvals?state=",
                            "/api/approvals/",
                            "/api/grants/",
                            "/api/delegations/",
                            "/api/")) {
                assertSeen(path, TestGate.send(http, api(path + encoded).GET().build()));
            }
            var ways =
                    Map.of(
                            "/api/approvals/" + one + "/decision",
                            List.of("decision", "digest", "reason"),
                            "/api/approvals/" + one + "/grant",
                            List.of("for", "digest", "reason"),
                            "/api/delegations",
                            List.of("to", "until"),
                            "/api/approvals/" + one + "/cancel",
                            List.of(text));
            ways.forEach((path, keys) -> {
                var body = JsonNodeFactory.instance.objectNode();
                keys.forEach(key -> body.put(key, text));
                var post = BodyPublishers.ofString(ASCII.writeValueAsString(body));
                assertSeen(path, TestGate.send(http, api(path).POST(post).build()));
            });
        }
    }

    private HttpResponse<String> mcp(ObjectNode message, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(gate.url().resolve("/mcp"))
                        .header("Authorization", "Bearer " + writer)
                        .header("Accept", "application/json, text/event-stream")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(ASCII.writeValueAsString(message)));
        headers.forEach(request::header);
        return TestGate.send(http, request.build());
    }

    private static ObjectNode message(String method, ObjectNode params) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
        return message;
    }

    private static ObjectNode params(String key, String value) {
        return JsonNodeFactory.instance.objectNode().put(key, value);
    }

    private Optional<String> initialize(String client, String version, String revision) {
        var params = params("protocolVersion", revision);
        params.putObject("capabilities");
        params.putObject("clientInfo").put("name", client).put("version", version);
        var reply = mcp(message("initialize", params), Map.of());
        assertSeen("initialize", reply);
        return reply.headers().firstValue("Mcp-Session-Id");
    }

    private static ObjectNode toolCall(String tool, Map<String, String> arguments) {
        var params = params("name", tool);
        var given = params.putObject("arguments");
        arguments.forEach(given::put);
        return message("tools/call", params);
    }

    @Test
    void anAgentIsToldOfItsMistakesWithNothingRaw() {
        var session = initialize("hand", "1", "2025-11-25").orElseThrow();
        var headers = Map.of("Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25");
        for (var attack : Attack.all()) {
            var text = attack.text();
            for (var mistake :
                    List.of(
                            message(text, params(text, text)),
                            message("tasks/get", params("taskId", text)),
                            message("tools/list", params("cursor", text)),
                            toolCall(text, Map.of(text, text)),
                            toolCall("write_note", Map.of(text, text)),
                            toolCall("write_note", Map.of("notebook", text, "text", "x")),
                            toolCall(
                                    "write_note",
                                    Map.of("notebook", "shared", "page", text.repeat(21))),
                            toolCall(
                                    "write_note",
                                    Map.of("notebook", "private", "text", text, "page", cut(text))),
                            toolCall("await_approval", Map.of("approval_id", text)))) {
                var reply = mcp(mistake, headers);
                assertSeen(attack.name(), reply);
                assertThat(reply.body()).containsAnyOf("error", "\"isError\":true");
            }
            var _ = initialize("hand", "1", text);
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), 20));
    }

    /// The client's name is on the pages of its calls, and in the record.
    @Test
    void aClientMayCallItselfAnything() {
        for (var attack : Attack.all()) {
            var session = initialize(attack.text(), attack.text(), "2025-11-25");
            if (!HostileGate.isText(attack)) {
                assertThat(session).as(attack.name()).isEmpty();
                continue;
            }
            var headers =
                    Map.of(
                            "Mcp-Session-Id",
                            session.orElseThrow(),
                            "MCP-Protocol-Version",
                            "2025-11-25");
            var reply = mcp(toolCall("write_note", Map.of("notebook", "nowhere")), headers);
            assertSeen(attack.name(), reply);
        }
    }

    @Test
    void whyItsCallWasRejectedAnAgentReadsWithNothingRaw() {
        for (var attack : Attack.all()) {
            if (HostileGate.isText(attack)) {
                var reply = hostile.rejected(attack);
                Seen.assertSeen(attack.name(), reply);
                // Whoever sends what stands for a masked value gets no further.
                assertThat(reply.path("reason").asString(reply.path("code").asString("")))
                        .containsAnyOf(HostileGate.mark(attack), "DENIED_MASKED_VALUE");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"editor, /approvals/events", "auditor, /calls/events"})
    void anOpenPageHearsOurWordsAlone(String who, String path) throws Exception {
        var events =
                http.send(reader(who).request(path).GET().build(), BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            int changes = 0;
            while (changes < 2) {
                var line = String.valueOf(lines.readLine());
                assertThat(line).isIn("retry: 2000", "event: changed", "data: ", "", ":");
                if (line.startsWith("event") && ++changes == 1) {
                    hostile.fill(new Attack(path.length() + 2_000, "bidi", "a\u202E" + path));
                }
            }
        }
    }
}
