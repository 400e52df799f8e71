package dev.sallyport.server;

import static dev.sallyport.server.PlantedCalls.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.planted.Planted;
import dev.sallyport.server.planted.PlantedSecrets;
import dev.sallyport.server.planted.Planting;
import dev.sallyport.server.planted.Wire;
import dev.sallyport.tools.CallControl;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Secrets in what humans decide and why, and in requests of all kinds that are refused.
final class PlantedDoors {

    private final PlantedGate gate;
    private final Wire ana;
    private final Wire ben;
    private final Wire eve;
    private final PlantedSecrets secrets;
    private final Planting planting;
    private int agents;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    PlantedDoors(
            PlantedGate gate,
            Wire ana,
            Wire ben,
            Wire eve,
            PlantedSecrets secrets,
            Planting planting) {
        this.gate = gate;
        this.ana = ana;
        this.ben = ben;
        this.eve = eve;
        this.secrets = secrets;
        this.planting = planting;
    }

    void planAll() {
        decisions();
        others();
        refusedRequests();
        refusedDecisions();
    }

    /// An agent of its own: who is refused often is asked about no more.
    private String agent() {
        var name = "agent-" + ++agents;
        tokens.put(name, gate.agent(name));
        return name;
    }

    private void decisions() {
        gate.notes.irreversible = false;
        planting.plan(
                "a call that is approved, and why",
                60,
                3,
                new Held(agent(), s -> PlantedCalls.note("guarded", s), "write_note")::approved);
        planting.plan(
                "a held write that is approved",
                30,
                3,
                new Held(
                                agent(),
                                s ->
                                        object(
                                                "database",
                                                "shop",
                                                "sql",
                                                "delete from shop.notes where note = '"
                                                        + s.get(0).text().replace("'", "''")
                                                        + "'",
                                                "reason",
                                                s.get(1).text()),
                                "modify_database")
                        ::approved);
        planting.plan(
                "a held manifest that is approved",
                30,
                3,
                new Held(
                                agent(),
                                s ->
                                        object(
                                                "cluster",
                                                "dev",
                                                "manifest",
                                                PlantedCalls.configMap(
                                                                "held-"
                                                                        + s.get(0)
                                                                                .core()
                                                                                .hashCode(),
                                                                s)
                                                        .toString()
                                                        .replace("sandbox", "prod"),
                                                "reason",
                                                s.get(1).text()),
                                "apply_manifest")
                        ::approved);
        for (int i = 0; i < 20; i++) {
            planting.plan(
                    "a call that is rejected, and why",
                    2,
                    3,
                    new Held(agent(), s -> PlantedCalls.note("guarded", s), "write_note")
                            ::rejected);
            planting.plan(
                    "a call that is taken back, and why",
                    2,
                    3,
                    new Held(agent(), s -> PlantedCalls.note("guarded", s), "write_note")
                            ::cancelled);
            planting.plan(
                    "a grant, its reason and its end",
                    1,
                    4,
                    new Held(agent(), s -> PlantedCalls.note("guarded", s), "write_note")::granted);
        }
    }

    /// Calls that wait for a human.
    private final class Held {
        private final String agent;
        private final Function<List<Planted>, ObjectNode> arguments;
        private final String tool;

        Held(String agent, Function<List<Planted>, ObjectNode> arguments, String tool) {
            this.agent = agent;
            this.arguments = arguments;
            this.tool = tool;
        }

        /// Without waiting for a human, as over the wire.
        private JsonNode call(String tool, ObjectNode arguments) {
            var principal =
                    new Principal(
                            "client:" + agent,
                            Principal.Kind.AGENT,
                            Optional.empty(),
                            Set.of("agents"));
            var caller = new Caller(principal, "session", "test", "http", Duration.ZERO);
            var answer =
                    gate.gate.tools().call(caller, tool, arguments, CallControl.uncancellable());
            return ((Answer.Reply) answer).structured();
        }

        private JsonNode ask(List<Planted> some) {
            var reply = call(tool, arguments.apply(some));
            assertThat(reply.has("approval_id")).as(reply.toString()).isTrue();
            return ana.api(
                    ana.request("/api/approvals/" + reply.path("approval_id").stringValue()));
        }

        private ObjectNode answer(JsonNode shown, String reason) {
            return object("digest", shown.path("digest").stringValue(), "reason", reason)
                    .put("hidden_accepted", shown.path("hidden_count").intValue());
        }

        private void after(JsonNode shown) {
            var reply =
                    call(
                            "await_approval",
                            object("approval_id", shown.path("id").stringValue())
                                    .put("wait_seconds", 0));
            assertThat(reply.path("status").asString(""))
                    .as(reply.toString())
                    .isIn("completed", "rejected", "cancelled", "denied");
        }

        private static String at(JsonNode shown, String way) {
            return "/api/approvals/" + shown.path("id").stringValue() + way;
        }

        void approved(List<Planted> some) {
            var shown = ask(some);
            taken(
                    ana,
                    at(shown, "/decision"),
                    answer(shown, some.get(2).text()).put("decision", "approve"));
            after(shown);
        }

        void rejected(List<Planted> some) {
            var shown = ask(some);
            taken(
                    ana,
                    at(shown, "/decision"),
                    object(
                            "digest",
                            shown.path("digest").stringValue(),
                            "reason",
                            some.get(2).text(),
                            "decision",
                            "reject"));
            after(shown);
        }

        void cancelled(List<Planted> some) {
            var shown = ask(some);
            taken(
                    new Wire(ana.http(), gate.url(), tokens.getOrDefault(agent, "")),
                    at(shown, "/cancel"),
                    object("reason", some.get(2).text()));
            after(shown);
        }

        void granted(List<Planted> some) {
            var shown = ask(some);
            var grant =
                    taken(
                            ana,
                            at(shown, "/grant"),
                            answer(shown, some.get(2).text()).put("for", "5m"));
            taken(
                    ana,
                    "/api/grants/" + grant.path("id").stringValue() + "/revoke",
                    object("reason", some.get(3).text()));
        }

        void released(List<Planted> some) {
            for (int i = 0; i < some.size(); i += 4) {
                var four = some.subList(i, i + 4);
                var shown = ask(four);
                taken(
                        ben,
                        at(shown, "/break-glass"),
                        answer(shown, "what burns is to be put out, see " + four.get(2).text()));
                taken(
                        ana,
                        "/api/reviews/" + shown.path("id").stringValue(),
                        object(
                                "verdict",
                                "justified",
                                "note",
                                "what burns is to be put out, see " + four.get(3).text()));
                after(shown);
            }
        }
    }

    private static JsonNode taken(Wire human, String path, ObjectNode body) {
        var answer = human.send(human.post(path, body.toString()));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private void others() {
        planting.plan(
                "glass that is broken, and its review",
                1,
                80,
                new Held(agent(), s -> PlantedCalls.note("guarded", s), "write_note")::released);
        planting.plan(
                "whom a delegation names",
                1,
                20,
                secrets::bare,
                some ->
                        some.forEach(s -> {
                            var until = Instant.now().plus(Duration.ofHours(1)).toString();
                            var given =
                                    taken(
                                            ana,
                                            "/api/delegations",
                                            object("to", "user:" + s.text(), "until", until));
                            var ended =
                                    ana.send(
                                            ana.request(
                                                            "/api/delegations/"
                                                                    + given.path("id")
                                                                            .stringValue())
                                                    .DELETE());
                            assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
                        }));
        planting.plan(
                "what a reader looks for",
                100,
                1,
                s ->
                        assertThat(
                                        eve.send(eve.request("/api/calls?q=" + url(s.get(0))))
                                                .statusCode())
                                .isIn(200, 400, 503));
    }

    private static String url(Planted secret) {
        return URLEncoder.encode(secret.text(), StandardCharsets.UTF_8);
    }

    private void refused(HttpRequest.Builder request) {
        var answer = ana.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
    }

    private void refusedRequests() {
        planting.plan(
                "a body that is no JSON",
                100,
                1,
                s -> {
                    var answer = ana.send(mcp("{\"a\": " + s.get(0).text()));
                    assertThat(answer.statusCode()).as(s + answer.body()).isEqualTo(400);
                });
        planting.plan(
                "a message that is none",
                100,
                1,
                s -> refused(mcp(object("jsonrpc", s.get(0).text()).toString())));
        planting.plan(
                "the name of a method",
                4,
                25,
                some -> {
                    var session = ana.initialize("test", "1");
                    some.forEach(s ->
                            assertThat(ana.inSession(session, s.text(), object()).has("error"))
                                    .isTrue());
                });
        planting.plan(
                "a path",
                100,
                1,
                s -> refused(ana.request("/" + url(s.get(0)).replace("+", "%20"))));
        planting.plan(
                "the id of a session",
                50,
                1,
                secrets::bare,
                s -> refused(mcp("{}").header("Mcp-Session-Id", s.get(0).text())));
        planting.plan(
                "a token",
                50,
                1,
                secrets::bare,
                s -> refused(new Wire(ana.http(), gate.url(), s.get(0).text()).post("/mcp", "{}")));
        planting.plan(
                "the name of a browser, and where it comes from",
                50,
                2,
                secrets::bare,
                s ->
                        refused(
                                mcp("x").header("User-Agent", s.get(0).text())
                                        .header(
                                                "Referer",
                                                "https://x.example/?token=" + s.get(1).text())));
        planting.plan(
                "an origin",
                48,
                1,
                secrets::bare,
                s ->
                        refused(
                                mcp("{}")
                                        .header(
                                                "Origin",
                                                "https://" + s.get(0).text() + ".example")));
        planting.plan(
                "a password of a git client",
                50,
                1,
                secrets::password,
                s ->
                        refused(
                                HttpRequest.newBuilder(
                                                gate.url()
                                                        .resolve(
                                                                "/git/shop.git/info/refs?service=git-upload-pack"))
                                        .header(
                                                "Authorization",
                                                "Basic "
                                                        + Base64.getEncoder()
                                                                .encodeToString(
                                                                        ("ana:" + s.get(0).core())
                                                                                .getBytes(
                                                                                        StandardCharsets
                                                                                                .UTF_8)))));
        planting.plan(
                "a form that signs in",
                20,
                1,
                secrets::bare,
                s ->
                        ana.send(
                                HttpRequest.newBuilder(gate.url().resolve("/login/key"))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .header("Origin", gate.url().toString())
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "token=" + s.get(0).text()))));
    }

    private HttpRequest.Builder mcp(String body) {
        return ana.post("/mcp", body).header("Accept", "application/json, text/event-stream");
    }

    private void refusedDecisions() {
        planting.plan(
                "a decision that is none",
                100,
                3,
                s -> {
                    var id = url(s.get(0)).replace("+", "%20");
                    refused(
                            ana.post(
                                    "/api/approvals/" + id + "/decision",
                                    object(
                                                    "decision",
                                                    "reject",
                                                    "digest",
                                                    s.get(1).text(),
                                                    "reason",
                                                    s.get(2).text())
                                            .toString()));
                });
        planting.plan(
                "a key of a decision",
                100,
                2,
                s ->
                        refused(
                                ana.post(
                                        "/api/approvals/apr_1/decision",
                                        object(s.get(0).text(), s.get(1).text()).toString())));
        planting.plan(
                "a verdict",
                50,
                1,
                s ->
                        refused(
                                ana.post(
                                        "/api/reviews/apr_1",
                                        object("verdict", s.get(0).text()).toString())));
        planting.plan(
                "the id of a grant",
                50,
                2,
                s ->
                        refused(
                                ana.post(
                                        "/api/grants/"
                                                + url(s.get(0)).replace("+", "%20")
                                                + "/revoke",
                                        object("reason", s.get(1).text()).toString())));
        planting.plan(
                "a delegation that is none",
                50,
                1,
                s ->
                        refused(
                                ana.post(
                                        "/api/delegations",
                                        object(
                                                        "to",
                                                        s.get(0).text(),
                                                        "until",
                                                        Instant.now().plusSeconds(3_600).toString())
                                                .toString())));
    }
}
