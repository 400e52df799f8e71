package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.masking.Visible;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.RecordedLog;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Calls and sessions on record, over HTTP.
class RecordApiTest {
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final Principal ROOT = Desk.human("root");
    private static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(),
                    Map.of(
                            ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            AGENT.subject(), EnumSet.allOf(ConsoleRight.class),
                            ROOT.subject(),
                                    EnumSet.of(ConsoleRight.APPROVE, ConsoleRight.ADMINISTER),
                            AUDITOR.subject(), Set.of(ConsoleRight.AUDIT)));

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private TestApi api;
    private Desk desk;
    private RecordedLog record;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        record = new RecordedLog(directory.resolve("record"));
        var shown = new ShownText(UnaryOperator.identity(), Visible::block);
        var rights = new ApprovalRights(desk.approvals, () -> POLICY, shown.masker(), clock);
        api =
                new TestApi(() -> Presence.UNKNOWN, AGENT, ANA, AUDITOR, ROOT)
                        .with(CallsServlet.MAPPING, new CallsServlet(record.history, rights, shown))
                        .with(
                                SessionsServlet.MAPPING,
                                new SessionsServlet(record.history, rights, shown))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
        record.close();
        desk.close();
    }

    private List<String> ids(String query) throws Exception {
        var ids = new ArrayList<String>();
        api.list(AUDITOR, "/api/calls" + query)
                .forEach(call -> ids.add(call.path("call_id").stringValue()));
        return ids;
    }

    private JsonNode get(String path) throws Exception {
        var answer = api.get(AUDITOR, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void anAuditorFindsCallsAndReadsTheirRecords() throws Exception {
        record.ran("A1", "select id from orders where region = 'EU'");
        record.denied("B1", "DENIED_NO_RULE");
        record.held("C1", "update orders set region = 'US'");
        record.caughtUp();

        assertThat(ids("")).containsExactly("C1", "B1", "A1");
        assertThat(ids("?q=region+orders&held=false")).containsExactly("A1");
        assertThat(ids("?status=denied")).containsExactly("B1");
        assertThat(ids("?tool=modify_database&held=true")).containsExactly("C1");
        assertThat(ids("?since=2026-03-01T11:59:00Z&until=2026-03-01T12:01:00Z")).hasSize(3);
        assertThat(ids("?since=2026-03-02T00:00:00Z")).isEmpty();

        var one = get("/api/calls?q=EU").path("calls").path(0);
        assertDescribed("Call", one);
        assertThat(one.path("on_behalf_of").stringValue()).isEqualTo("user:olga");
        assertThat(one.path("duration_ms").longValue()).isEqualTo(7);

        var whole = get("/api/calls/A1");
        assertDescribed("RecordedCall", whole);
        assertThat(whole.path("records")).hasSize(2);
        assertDescribed("LoggedRecord", whole.path("records").path(0));
        assertThat(whole.path("records").path(1).path("record").path("outcome").path("rows"))
                .hasToString("2");
    }

    @Test
    void listsGoOnWhereTheyStopped() throws Exception {
        for (int i = 0; i < 5; i++) {
            record.ran("A" + i, "select " + i);
        }
        record.caughtUp();

        var first = get("/api/calls?limit=2");
        var second = get("/api/calls?limit=2&before=" + first.path("before"));

        assertDescribed("Calls", first);
        assertThat(first.path("calls").path(1).path("call_id").stringValue()).isEqualTo("A3");
        assertThat(second.path("calls").path(0).path("call_id").stringValue()).isEqualTo("A2");
        assertThat(get("/api/calls?limit=2&after=" + second.path("after")).path("calls"))
                .isEqualTo(first.path("calls"));
    }

    @Test
    void aSessionIsReplayedInPartsFromItsFirstCall() throws Exception {
        for (int i = 0; i < 5; i++) {
            record.ran("A" + i, "select " + i);
        }
        record.caughtUp();
        var session = get("/api/sessions").path("sessions").path(0);
        assertDescribed("Session", session);
        var path = "/api/sessions/" + session.path("session").stringValue();

        var seen = new ArrayList<String>();
        var part = get(path + "?limit=2");
        assertDescribed("Replay", part);
        var numbers = new ArrayList<Integer>();
        while (true) {
            numbers.add(part.path("number").intValue());
            part.path("timeline").forEach(call -> seen.add(call.path("call_id").stringValue()));
            if (!part.has("next")) {
                break;
            }
            part = get(path + "?limit=2&from=" + part.path("next"));
        }

        assertThat(seen).containsExactly("A0", "A1", "A2", "A3", "A4");
        assertThat(numbers).containsExactly(0, 2, 4);
        assertThat(get(path).path("timeline")).hasSize(5);
        assertError(api.get(AUDITOR, path + "?from=999"), 400, "INVALID_QUERY");
    }

    @Test
    void nobodyElseReadsTheRecord() throws Exception {
        long first = record.ran("A1", "select id from orders");
        record.caughtUp();
        for (var path :
                List.of(
                        "/api/calls",
                        "/api/calls/A1",
                        "/api/calls/none",
                        "/api/sessions",
                        "/api/sessions/" + first)) {
            for (var who : List.of(ANA, ROOT, AGENT)) {
                assertError(api.get(who, path), 403, "FORBIDDEN");
            }
            assertError(api.send(api.to(path)), 401, "UNAUTHENTICATED");
            assertError(api.post(AUDITOR, path, "{}"), 405, "METHOD_NOT_ALLOWED");
        }
        assertError(api.get(AUDITOR, "/api/calls/none"), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before=-1",
                "before=9999999999999999999",
                "before=1&after=2",
                "status=gone",
                "held=yes",
                "since=yesterday",
                "until=-999999999-01-01T00:00:00Z",
                "since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z",
                "tol=x",
                "tool=a&tool=b",
                "tool=",
                "q=a*",
            })
    void aWrongQueryIsRefused(String query) throws Exception {
        assertError(api.get(AUDITOR, "/api/calls?" + query), 400, "INVALID_QUERY");
    }

    @Test
    void whatAReaderCouldNotSeeIsEscaped() throws Exception {
        record.ran("A1", "select \u202Eevil\u001B[31m");
        record.caughtUp();

        for (var path : List.of("/api/calls", "/api/calls/A1")) {
            assertThat(get(path).toString())
                    .contains("\\u{202E}")
                    .doesNotContain("\u202E", "\\u001b");
        }
    }

    @Test
    void theDescriptionNamesEveryStatus() {
        var named = new ArrayList<String>();
        TestApi.schema("Call")
                .path("properties")
                .path("status")
                .path("enum")
                .forEach(status -> named.add(status.stringValue()));

        assertThat(named).isEqualTo(Stream.of(CallStatus.values()).map(CallStatus::text).toList());
    }
}
