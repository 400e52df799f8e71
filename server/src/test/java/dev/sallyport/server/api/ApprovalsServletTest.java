package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalsServletTest {
    private static final Principal BOT =
            new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of());
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final Principal STRANGER = Desk.human("stranger");
    private static final Principal ADMIN = Desk.human("admin");

    /// Every right to the agents too: they must be of no use to them.
    private static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(
                            ANA.subject(), DBA,
                            BOT.subject(), DBA,
                            AGENT.subject(), DBA,
                            Desk.OLGA.subject(), DBA,
                            ADMIN.subject(), Set.of("admin")),
                    Map.of(
                            ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            BOT.subject(), Set.of(ConsoleRight.APPROVE),
                            AGENT.subject(), Set.of(ConsoleRight.APPROVE),
                            Desk.OLGA.subject(), Set.of(ConsoleRight.APPROVE),
                            ADMIN.subject(), EnumSet.allOf(ConsoleRight.class),
                            AUDITOR.subject(), Set.of(ConsoleRight.AUDIT)));

    private final TestApi api =
            new TestApi(
                    () -> Presence.UNKNOWN,
                    AGENT,
                    BOT,
                    ANA,
                    Desk.OLGA,
                    Desk.BEN,
                    AUDITOR,
                    ADMIN,
                    STRANGER);
    private Desk desk;
    private ApprovalRequest request;

    ApprovalsServletTest(@TempDir Path directory) {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), new TestClock());
        request = desk.hold("update 1");
    }

    @BeforeAll
    void start() throws Exception {
        var shown =
                new ShownText(
                        text -> text.replace("4111111111111111", "[card]"),
                        text -> text.replace("\u202E", "\\u{202E}"));
        var rights = new ApprovalRights(desk.approvals, () -> POLICY, shown.masker(), desk.clock);
        var book = new GrantBook(desk);
        var granting = new GrantRights(book.grants, rights, () -> POLICY, desk.clock);
        api.with(
                        ApprovalsServlet.MAPPING,
                        new ApprovalsServlet(
                                rights, granting, new GlassBook(desk).rights(rights), shown))
                .with(OpenApiServlet.MAPPING, new OpenApiServlet())
                .start();
    }

    @BeforeEach
    void ask() {
        request = desk.hold("update 1");
    }

    @AfterEach
    void forget() {
        var _ = desk.approvals.lapse(request.id(), "");
        desk.journal.transitions.clear();
        desk.journal.refusals.clear();
        desk.journal.failing = Optional.empty();
    }

    @AfterAll
    void stop() throws Exception {
        api.stop();
        desk.close();
    }

    @Test
    void approverSeesEverythingADecisionNeeds() throws Exception {
        var response = api.get(ANA, "/api/approvals/" + request.id());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        var json = JSON.readTree(response.body());
        assertThat(json)
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"id": "%s", "state": "pending", "digest": "%s",
                                 "requester": {"subject": "client:coding-agent", "on_behalf_of": "user:olga",
                                               "client": "claude 1.0"},
                                 "tool": "modify_database", "target": "shop", "summary": "update shop.orders",
                                 "headline": "update 3 rows of shop.orders", "hidden_count": 0,
                                 "held_by": ["developer/hold/0123456789ab"],
                                 "approvers": [{"role": "dba", "needed": 1, "given": 0}], "votes": [],
                                 "agent_reason": "the customer asked for it",
                                 "created_at": "2026-03-01T09:00:00Z", "expires_at": "2026-03-01T10:00:00Z",
                                 "sections": [{"title": "Statement", "kind": "sql",
                                               "content": "update shop.orders …"}],
                                 "target_state": {"row_count": "3"}, "hidden": {"count": 0, "values": []},
                                 "plan_digest": "%s", "policy_digest": "%s",
                                 "session": "session-1", "call_id": "call-1"}
                                """
                                        .formatted(
                                                request.id(),
                                                request.digest(),
                                                request.plan().digest(),
                                                "a".repeat(64))));
    }

    @Test
    void decisionWithTheShownDigestCounts() throws Exception {
        var shown = JSON.readTree(api.get(ANA, "/api/approvals/" + request.id()).body());

        var response =
                api.post(
                        ANA,
                        "/api/approvals/" + request.id() + "/decision",
                        "{\"decision\":\"approve\",\"digest\":"
                                + shown.path("digest")
                                + ",\"reason\":\"looks right\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        var json = JSON.readTree(response.body());
        assertThat(json.path("state").stringValue()).isEqualTo("approved");
        assertThat(json.path("expires_at").stringValue()).isEqualTo("2026-03-01T09:10:00Z");
        assertThat(json.path("votes").path(0).path("approver").stringValue()).isEqualTo("user:ana");
        assertThat(json.path("votes").path(0).path("reason").stringValue())
                .isEqualTo("looks right");
        assertThat(json.path("approvers").path(0).path("given").intValue()).isEqualTo(1);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void rejectionReachesTheRequesterAsData() throws Exception {
        var _ =
                api.post(
                        ANA,
                        "/api/approvals/" + request.id() + "/decision",
                        decision("reject", "not <b>now</b>"));

        var json = JSON.readTree(api.get(AGENT, "/api/approvals/" + request.id()).body());

        assertThat(json.path("state").stringValue()).isEqualTo("rejected");
        assertThat(json.path("ended_reason").stringValue()).isEqualTo("not <b>now</b>");
        assertThat(api.get(AGENT, "/api/approvals/" + request.id()).body())
                .doesNotContain("user:ana", "held_by", "sections", "policy_digest");
    }

    @ParameterizedTest
    @CsvSource({
        "client:coding-agent, 403, FORBIDDEN, NOT_HUMAN",
        "client:bot,          403, FORBIDDEN, NOT_HUMAN",
        "user:auditor,        403, FORBIDDEN, NO_ROLE",
        "user:stranger,       403, FORBIDDEN, NO_ROLE",
        "user:admin,          403, NO_ROLE,   NO_ROLE",
        "user:olga,           403, OWN_REQUEST, OWN_REQUEST"
    })
    void whoMayNotDecideDoesNotAndItIsRecorded(
            String who, int status, String code, Decided.Code recorded) throws Exception {
        var principal = api.person(who);

        var response =
                api.post(
                        principal,
                        "/api/approvals/" + request.id() + "/decision",
                        decision("approve", ""));

        assertError(response, status, code);
        assertThat(desk.approvals.find(request.id())).contains(request);
        assertThat(desk.journal.refusals).hasSize(1);
        assertThat(desk.journal.refusals.getFirst().code()).isEqualTo(recorded);
        assertThat(desk.journal.refusals.getFirst().by()).isEqualTo(principal);
    }

    @Test
    void whoMayNotDecideCannotTellWhatThereIs() throws Exception {
        var absent = "/api/approvals/apr_" + "a".repeat(26);
        var there = "/api/approvals/" + request.id();

        for (var tail : new String[] {"/decision", "/cancel"}) {
            var body = tail.equals("/cancel") ? "{}" : decision("approve", "");
            assertThat(api.post(BOT, absent + tail, body).body())
                    .isEqualTo(api.post(BOT, there + tail, body).body());
        }
        assertThat(api.get(BOT, absent).body()).isEqualTo(api.get(BOT, there).body());
        assertError(api.get(BOT, there), 404, "NOT_FOUND");
        assertThat(JSON.readTree(api.get(BOT, "/api/approvals").body()).path("approvals"))
                .isEmpty();
    }

    @Test
    void everyoneListsTheirPart() throws Exception {
        for (var who : new Principal[] {ANA, AUDITOR, ADMIN}) {
            var list =
                    JSON.readTree(api.get(who, "/api/approvals?state=pending&limit=5").body())
                            .path("approvals");
            assertThat(list).hasSize(1);
            assertThat(list.path(0).path("digest").stringValue()).isEqualTo(request.digest());
            assertThat(list.path(0).path("held_by")).hasSize(1);
        }
        var own =
                JSON.readTree(api.get(AGENT, "/api/approvals?state=pending").body())
                        .path("approvals");
        assertThat(own).hasSize(1);
        assertThat(own.path(0).has("digest")).isFalse();
        assertThat(own.path(0).path("summary").stringValue()).isEqualTo("update shop.orders");
        assertThat(api.get(STRANGER, "/api/approvals").body()).isEqualTo("{\"approvals\":[]}");
        assertThat(api.get(ANA, "/api/approvals?state=rejected&limit=1").body())
                .doesNotContain(request.id());
    }

    @Test
    void requesterAndApproverCancel() throws Exception {
        var path = "/api/approvals/" + request.id() + "/cancel";

        assertError(api.post(AUDITOR, path, "{}"), 403, "NO_ROLE");
        assertThat(api.post(AGENT, path, "{\"reason\":\"changed my mind\"}").statusCode())
                .isEqualTo(200);
        assertError(api.post(ANA, path, "{}"), 409, "NOT_PENDING");
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.CANCELLED);
    }

    @Test
    void decisionThatComesTooLateSaysSo() throws Exception {
        var path = "/api/approvals/" + request.id() + "/decision";
        var wrong = "{\"decision\":\"approve\",\"digest\":\"" + "0".repeat(64) + "\"}";
        assertError(api.post(ANA, path, wrong), 409, "DIGEST_MISMATCH");
        var _ = api.post(ANA, path, decision("approve", ""));

        assertError(api.post(ANA, path, decision("approve", "")), 409, "NOT_PENDING");
    }

    static Stream<Arguments> badRequests() {
        var good = "{\"decision\":\"approve\",\"digest\":\"x\"}";
        var json = "application/json";
        return Stream.of(
                Arguments.of("no body", json, "", 400, "INVALID_JSON"),
                Arguments.of("not JSON", json, "decision=approve", 400, "INVALID_JSON"),
                Arguments.of("cut", json, "{\"decision\":", 400, "INVALID_JSON"),
                Arguments.of("no object", json, "[" + good + "]", 400, "INVALID_JSON"),
                Arguments.of("null", json, "null", 400, "INVALID_JSON"),
                Arguments.of("two", json, good + good, 400, "INVALID_JSON"),
                Arguments.of("comment", json, good + "//", 400, "INVALID_JSON"),
                Arguments.of(
                        "same key twice",
                        json,
                        "{\"decision\":\"reject\",\"decision\":\"approve\",\"digest\":\"x\"}",
                        400,
                        "INVALID_JSON"),
                Arguments.of(
                        "deep", json, "[".repeat(2000) + "]".repeat(2000), 400, "INVALID_JSON"),
                Arguments.of(
                        "unknown key",
                        json,
                        good.replace("}", ",\"id\":\"x\"}"),
                        400,
                        "UNKNOWN_KEY"),
                Arguments.of("no text", json, good.replace("\"x\"", "1"), 400, "WRONG_TYPE"),
                Arguments.of("null text", json, good.replace("\"x\"", "null"), 400, "WRONG_TYPE"),
                Arguments.of("list", json, good.replace("\"x\"", "[\"x\"]"), 400, "WRONG_TYPE"),
                Arguments.of("no decision", json, "{\"digest\":\"x\"}", 400, "WRONG_DECISION"),
                Arguments.of(
                        "other decision",
                        json,
                        good.replace("approve", "Approve"),
                        400,
                        "WRONG_DECISION"),
                Arguments.of("no digest", json, "{\"decision\":\"approve\"}", 400, "NO_DIGEST"),
                Arguments.of(
                        "form",
                        "application/x-www-form-urlencoded",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of("text", "text/plain", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of("no type", "", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of("almost", "application/json5", good, 415, "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "other charset",
                        "application/json; charset=utf-16",
                        good,
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "too large",
                        json,
                        "{\"decision\":\"approve\",\"digest\":\"" + "x".repeat(64 * 1024) + "\"}",
                        413,
                        "TOO_LARGE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void badBodyIsRefusedAndChangesNothing(
            String name, String type, String body, int status, String code) throws Exception {
        var builder = api.to(ANA, "/api/approvals/" + request.id() + "/decision");
        if (!type.isEmpty()) {
            builder.header("Content-Type", type);
        }

        var response = api.send(builder.POST(BodyPublishers.ofString(body)));

        assertError(response, status, code);
        assertThat(desk.approvals.find(request.id())).contains(request);
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED);
    }

    @Test
    void bytesThatAreNoUtf8AndUnboundedBodiesAreRefused() throws Exception {
        var path = "/api/approvals/" + request.id() + "/decision";
        var latin =
                "{\"decision\":\"approve\",\"digest\":\"\u00E4\"}"
                        .getBytes(StandardCharsets.ISO_8859_1);
        var wide = "{\"decision\":\"approve\",\"digest\":\"x\"}".getBytes(StandardCharsets.UTF_16);
        var chunks =
                BodyPublishers.fromPublisher(BodyPublishers.ofString(" ".repeat(200_000) + "{}"));

        for (var bytes : new byte[][] {latin, wide}) {
            var sent = api.to(ANA, path).header("Content-Type", "application/json");
            assertError(
                    api.send(sent.POST(BodyPublishers.ofByteArray(bytes))), 400, "INVALID_JSON");
        }
        var chunked = api.to(ANA, path).header("Content-Type", "application/json").POST(chunks);
        assertError(api.send(chunked), 413, "TOO_LARGE");
        var packed =
                api.to(ANA, path)
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(decision("approve", "")));
        assertError(api.send(packed), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(desk.approvals.find(request.id())).contains(request);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/approvals?state=waiting,       400, UNKNOWN_STATE",
        "GET,    /api/approvals?state=PENDING,       400, UNKNOWN_STATE",
        "GET,    /api/approvals?state=,              400, UNKNOWN_STATE",
        "GET,    /api/approvals?limit=0,             400, INVALID_LIMIT",
        "GET,    /api/approvals?limit=501,           400, INVALID_LIMIT",
        "GET,    /api/approvals?limit=99999999999,   400, INVALID_LIMIT",
        "GET,    /api/approvals?limit=ten,           400, INVALID_LIMIT",
        "GET,    /api/approvals?limit=1&limit=2,     400, INVALID_QUERY",
        "GET,    /api/approvals?sort=id,             400, INVALID_QUERY",
        "GET,    /api/approvals?state=%FF,           400, ''",
        "GET,    /api/approvals/ID?full=1,           400, INVALID_QUERY",
        "GET,    /api/approvals/,                    404, NOT_FOUND",
        "GET,    /api/approvals/nothing,             404, NOT_FOUND",
        "GET,    /api/approvals/ID/votes,            404, NOT_FOUND",
        "GET,    /api/approvals/ID/decision/,        404, NOT_FOUND",
        "GET,    /api/approvals/..%2F,               400, ''",
        "GET,    /api/approvals/ID/decision,         405, METHOD_NOT_ALLOWED",
        "GET,    /api/approvals/ID/cancel,           405, METHOD_NOT_ALLOWED",
        "PUT,    /api/approvals/ID/decision,         405, METHOD_NOT_ALLOWED",
        "DELETE, /api/approvals/ID,                  405, METHOD_NOT_ALLOWED",
        "POST,   /api/approvals,                     405, METHOD_NOT_ALLOWED",
        "TRACE,  /api/approvals,                     405, METHOD_NOT_ALLOWED",
        "OPTIONS,/api/approvals,                     405, METHOD_NOT_ALLOWED",
        "PATCH,  /api/openapi.json,                  405, METHOD_NOT_ALLOWED"
    })
    void badRequestIsRefused(String method, String path, int status, String code) throws Exception {
        var response =
                api.send(
                        api.to(ANA, path.replace("ID", request.id()))
                                .method(method, BodyPublishers.noBody()));

        if (code.isEmpty()) {
            assertThat(response.statusCode()).isEqualTo(status);
        } else {
            assertError(response, status, code);
        }
        assertThat(response.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
        assertThat(desk.approvals.find(request.id())).contains(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/approvals", "/api/approvals/ID", "/api/approvals/nothing"})
    void withoutAPrincipalNothingIsAnswered(String path) throws Exception {
        var response = api.send(api.to(path.replace("ID", request.id())));

        assertError(response, 401, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void whatAHumanSeesIsMaskedAndVisible() throws Exception {
        var hostile = "4111111111111111 \u202E <script>";
        var asked = Desk.ask(BOT, Desk.plan("update 1"), ONE_DBA);
        var state = JsonNodeFactory.instance.objectNode().put(hostile, hostile);
        var preview =
                new Preview(
                        hostile,
                        List.of(new Preview.Section(hostile, Preview.Kind.DIFF, hostile)),
                        state);
        var held =
                ((Requested.Held)
                                desk.approvals.request(
                                        new NewRequest(
                                                BOT,
                                                hostile,
                                                hostile,
                                                hostile,
                                                new Plan(
                                                        hostile,
                                                        hostile,
                                                        asked.plan().accesses(),
                                                        asked.plan().normalised(),
                                                        hostile),
                                                asked.obligations(),
                                                preview,
                                                asked.approvers(),
                                                List.of(hostile),
                                                asked.policyDigest(),
                                                hostile)))
                        .request();
        var _ =
                Desk.decide(
                        desk.approvals,
                        held.id(),
                        ANA,
                        DBA,
                        Verdict.REJECT,
                        held.digest(),
                        hostile);

        for (var body :
                new String[] {
                    api.get(ANA, "/api/approvals/" + held.id()).body(),
                    api.get(ANA, "/api/approvals").body(),
                    api.get(AUDITOR, "/api/approvals").body(),
                    api.get(BOT, "/api/approvals/" + held.id()).body()
                }) {
            assertThat(body)
                    .doesNotContain("4111111111111111", "\u202E")
                    .contains("[card]", "202E");
        }
    }

    @Test
    void failureTellsNothingAndChangesNothing() throws Exception {
        desk.journal.failing = Optional.of(Kind.VOTED);

        var response =
                api.post(
                        ANA,
                        "/api/approvals/" + request.id() + "/decision",
                        decision("approve", ""));

        assertError(response, 500, "INTERNAL");
        assertThat(response.body()).doesNotContain("disk", "Exception");
        assertThat(desk.approvals.find(request.id())).contains(request);
    }

    @Test
    void openApiNamesEveryRouteAndNoOther() throws Exception {
        var document = JSON.readTree(api.send(api.to("/api/openapi.json")).body());

        var described = new TreeSet<String>();
        for (var path : document.path("paths").properties()) {
            path.getValue()
                    .properties()
                    .forEach(m -> described.add(m.getKey() + " " + path.getKey()));
        }
        var routes = new TreeSet<String>(Set.of("get " + OpenApiServlet.MAPPING));
        Stream.of(
                        ApprovalsServlet.WAYS,
                        GrantsServlet.WAYS,
                        ReviewsServlet.WAYS,
                        DelegationsServlet.WAYS,
                        CallsServlet.WAYS,
                        SessionsServlet.WAYS,
                        LogErasuresServlet.WAYS)
                .flatMap(ApiWays::named)
                .forEach(routes::add);
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void openApiDescribesWhatIsAnswered() throws Exception {
        var path = "/api/approvals/" + request.id();

        assertDescribed("ApprovalFull", JSON.readTree(api.get(ANA, path).body()));
        assertDescribed("OwnApproval", JSON.readTree(api.get(AGENT, path).body()));
        var list = JSON.readTree(api.get(ANA, "/api/approvals?state=pending").body());
        assertDescribed("ApprovalBrief", list.path("approvals").path(0));
        assertDescribed("Error", JSON.readTree(api.get(BOT, path).body()));
        var _ = api.post(ANA, path + "/decision", decision("reject", "no"));
        assertDescribed("ApprovalFull", JSON.readTree(api.get(ANA, path).body()));
        var states = new TreeSet<String>();
        TestApi.schema("OwnApproval")
                .path("properties")
                .path("state")
                .path("enum")
                .forEach(s -> states.add(s.stringValue()));
        assertThat(states)
                .isEqualTo(
                        Stream.of(State.values())
                                .map(s -> s.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private String decision(String verdict, String reason) {
        return JSON.writeValueAsString(
                Map.of("decision", verdict, "digest", request.digest(), "reason", reason));
    }
}
