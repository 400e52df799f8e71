package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The stateless revision, by hand-written requests.
class StatelessTest {

    private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode result(String method, String params, String capabilities)
            throws Exception {
        var response = server.send(server.stateless("hand", method, params, capabilities));
        assertThat(response.statusCode()).isEqualTo(200);
        var message = TestServer.last(response.body());
        assertThat(message.path("id").intValue()).isEqualTo(7);
        var result = message.path("result");
        assertThat(result.isObject()).as(message.toString()).isTrue();
        assertThat(
                        result.path("_meta")
                                .path("io.modelcontextprotocol/serverInfo")
                                .path("name")
                                .stringValue())
                .isEqualTo("sallyport-test");
        return result;
    }

    @Test
    void discoversWhatTheServerCan() throws Exception {
        var found = result("server/discover", "", "{}");

        assertThat(found.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(found.path("capabilities").has("tools")).isTrue();
        assertThat(
                        found.path("capabilities")
                                .path("extensions")
                                .has("io.modelcontextprotocol/tasks"))
                .isTrue();
        assertThat(found.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(found.path("cacheScope").stringValue()).isEqualTo("private");
    }

    @Test
    void listsForThisCallerAloneAndSaysSo() throws Exception {
        var list = result("tools/list", "", "{}");

        assertThat(list.path("cacheScope").stringValue()).isEqualTo("private");
        assertThat(list.path("ttlMs").isIntegralNumber()).isTrue();
        assertThat(list.path("tools").toString()).contains("echo").doesNotContain("hidden");
        var insider = server.send(server.stateless("insider", "tools/list", "", "{}"));
        assertThat(insider.body()).contains("\"hidden\"");
    }

    @Test
    void callsWithoutASession() throws Exception {
        var first = result("tools/call", "\"name\":\"whoami\",\"arguments\":{}", "{}");
        var second = result("tools/call", "\"name\":\"whoami\",\"arguments\":{}", "{}");

        var me = first.path("structuredContent");
        assertThat(me.path("subject").stringValue()).isEqualTo("client:hand");
        assertThat(me.path("door").stringValue()).isEqualTo("stateless");
        assertThat(me.path("client").stringValue()).isEqualTo("hand 2");
        assertThat(me.path("hold_wait_ms").longValue()).isEqualTo(45_000);
        assertThat(me.path("session"))
                .isNotEqualTo(second.path("structuredContent").path("session"));
    }

    @Test
    void acceptsANameInBase64() throws Exception {
        var request =
                server.stateless("hand", "tools/call", "\"name\":\"whoami\"", "{}")
                        .setHeader("Mcp-Name", "=?base64?d2hvYW1p?=");

        assertThat(server.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void streamsProgressBeforeTheAnswer() throws Exception {
        var request =
                server.message(
                        "/mcp",
                        "hand",
                        """
                        {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"report","_meta":{\
                        "progressToken":"p","io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                        "io.modelcontextprotocol/clientCapabilities":{}}}}\
                        """);
        request.header("MCP-Protocol-Version", "2026-07-28");
        request.header("Mcp-Method", "tools/call");
        request.header("Mcp-Name", "report");

        var response = server.send(request);

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(response.body().lines().filter(line -> line.contains("notifications/progress")))
                .hasSize(2);
        assertThat(TestServer.last(response.body()).path("result").path("resultType").stringValue())
                .isEqualTo("complete");
    }

    @Test
    void aHeldCallBecomesATaskForAClientThatKnowsTasks() throws Exception {
        var task = result("tools/call", "\"name\":\"hold\"", TASKS);

        assertThat(task.path("resultType").stringValue()).isEqualTo("task");
        assertThat(task.path("status").stringValue()).isEqualTo("working");
        assertThat(task.path("ttlMs").isIntegralNumber()).isTrue();
        var id = task.path("taskId").stringValue();

        assertThat(
                        result("tasks/get", "\"taskId\":\"" + id + "\"", TASKS)
                                .path("status")
                                .stringValue())
                .isEqualTo("working");
        server.gate.approvals.put(id, true);
        var done = result("tasks/get", "\"taskId\":\"" + id + "\"", TASKS);
        assertThat(done.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(done.path("status").stringValue()).isEqualTo("completed");
        assertThat(done.path("result").path("structuredContent").path("done").booleanValue())
                .isTrue();
    }

    @Test
    void aHeldCallStaysAPlainReplyForAClientThatDoesNot() throws Exception {
        var reply = result("tools/call", "\"name\":\"hold\"", "{}");

        assertThat(reply.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(reply.path("structuredContent").path("status").stringValue())
                .isEqualTo("pending_approval");
    }

    @Test
    void aClientWithTasksIsNotKeptWaiting() throws Exception {
        var me = result("tools/call", "\"name\":\"whoami\"", TASKS).path("structuredContent");

        assertThat(me.path("hold_wait_ms").longValue()).isZero();
    }

    @Test
    void aTaskOfAnotherPrincipalDoesNotExist() throws Exception {
        var id = result("tools/call", "\"name\":\"hold\"", TASKS).path("taskId").stringValue();

        for (var method : new String[] {"tasks/get", "tasks/update", "tasks/cancel"}) {
            var params = "\"taskId\":\"" + id + "\"";
            var others = server.send(server.stateless("other", method, params, TASKS));
            assertThat(TestServer.last(others.body()).path("error").path("code").intValue())
                    .isEqualTo(-32602);
        }
        assertThat(server.gate.withdrawn).doesNotContain(id);
    }

    @Test
    void aTaskWhoseCallFailedForItsArgumentsIsNotTakenForAnUnknownOne() throws Exception {
        var id = result("tools/call", "\"name\":\"hold\"", TASKS).path("taskId").stringValue();
        server.gate.approvals.put(id, true);
        server.gate.misfits.add(id);

        var done = result("tasks/get", "\"taskId\":\"" + id + "\"", TASKS);

        assertThat(done.path("status").stringValue()).isEqualTo("completed");
        assertThat(done.path("result").path("structuredContent").path("code").stringValue())
                .isEqualTo("INVALID_ARGUMENTS");
    }

    @Test
    void aTaskWithAnEmptyIdDoesNotExist() throws Exception {
        var answer = server.send(server.stateless("ana", "tasks/get", "\"taskId\":\"\"", TASKS));

        assertThat(TestServer.last(answer.body()).path("error").path("code").intValue())
                .isEqualTo(-32602);
    }

    @Test
    void cancellingATaskTellsTheGate() throws Exception {
        var id = result("tools/call", "\"name\":\"hold\"", TASKS).path("taskId").stringValue();

        var answer = result("tasks/cancel", "\"taskId\":\"" + id + "\"", TASKS);

        assertThat(answer.propertyNames()).containsExactlyInAnyOrder("resultType", "_meta");
        assertThat(server.gate.withdrawn).contains(id);
        var after = result("tasks/get", "\"taskId\":\"" + id + "\"", TASKS);
        assertThat(after.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(after.has("result")).isFalse();
    }

    @Test
    void cancellingAnApprovedTaskDoesNotRunIt() throws Exception {
        var id = result("tools/call", "\"name\":\"hold\"", TASKS).path("taskId").stringValue();
        server.gate.approvals.put(id, true);

        var _ = result("tasks/cancel", "\"taskId\":\"" + id + "\"", TASKS);

        assertThat(server.gate.ran).doesNotContain(id);
        assertThat(server.gate.withdrawn).contains(id);
    }
}
