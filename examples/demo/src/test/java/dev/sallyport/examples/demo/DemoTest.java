package dev.sallyport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.relay.RunningGate;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The demo, asked as an agent asks it.
class DemoTest {

    private static final Caller CALLER =
            new Caller(
                    new Principal("client:any", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "test",
                    "stdio",
                    Duration.ZERO);

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    @Test
    void itsOneLineLeadsToAGateThatMasksDeniesAndTellsRolesApart() throws Exception {
        Map<String, String> tokens;
        try (var demo = Demo.start(directory, DemoPort.choose(0), false)) {
            var line = demo.json();
            tokens = demo.tokens();

            assertThat(line.lines()).hasSize(1);
            var json = JsonMapper.shared().readTree(line);
            assertThat(json.propertyNames())
                    .containsExactly("mcp", "sse", "console", "git", "tokens", "config", "audit");
            assertThat(json.path("tokens").propertyNames())
                    .containsExactly(
                            "analyst", "developer", "approver", "approver2", "auditor", "admin");
            assertThat(json.path("git").asString("")).endsWith("/git/shop.git");
            assertThat(Path.of(json.path("config").asString(""))).exists();
            assertThat(Path.of(json.path("audit").asString(""))).isDirectory();

            var analyst = gate(json, "analyst");
            var developer = gate(json, "developer");
            assertThat(names(analyst))
                    .containsExactly(
                            "await_approval", "describe_database", "my_access", "query_database");
            assertThat(names(developer))
                    .contains("modify_database", "push_branch", "apply_manifest");
            assertThat(names(gate(json, "approver")))
                    .containsExactly("await_approval", "my_access");

            var links = demo.links();
            assertThat(links.keySet()).containsExactly("approver", "approver2", "auditor", "admin");
            assertThat(line).doesNotContain("/login/once");
            assertThat(enter(Objects.requireNonNull(links.get("approver2"))))
                    .contains("user:approver2", "operators", "decide calls that wait");

            var masked = query(analyst, "select ssn, email from shop.customers");
            assertThat(masked.path("status").asString("")).isEqualTo("completed");
            assertThat(masked.at("/columns/0/masked").asBoolean(false)).isTrue();
            assertThat(masked.path("rows").size()).isPositive();
            assertThat(masked.path("rows").toString()).contains("⟦masked").doesNotContain("@");

            var denied = query(analyst, "select * from hr.employees");
            assertThat(denied.path("status").asString("")).isEqualTo("denied");
            assertThat(
                            analyst.call(
                                    CALLER,
                                    "modify_database",
                                    object("{}"),
                                    CallControl.uncancellable()))
                    .isInstanceOf(Answer.UnknownTool.class);
        }

        try (var again = Demo.start(directory, DemoPort.choose(0), false)) {
            assertThat(again.tokens()).isEqualTo(tokens);
            var analyst = gate(JsonMapper.shared().readTree(again.json()), "analyst");
            assertThat(query(analyst, "select count(*) from shop.orders").path("status"))
                    .hasToString("\"completed\"");
        }
        assertThat(Files.isRegularFile(directory.resolve("policy.yaml"))).isTrue();
    }

    /// Presses the button under a one-time link; the page that follows.
    private static String enter(URI link) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            var press =
                    HttpRequest.newBuilder(link.resolve("/login/once"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Origin", "http://" + link.getAuthority())
                            .POST(BodyPublishers.ofString(link.getQuery()))
                            .build();
            return http.send(press, BodyHandlers.ofString()).body();
        }
    }

    private static RunningGate gate(JsonNode demo, String who) {
        var token = demo.path("tokens").path(who).asString("");
        return RunningGate.at(URI.create(demo.path("console").asString("")), token).orElseThrow();
    }

    private static List<String> names(RunningGate gate) {
        return gate.offered(CALLER).stream().map(OfferedTool::name).toList();
    }

    private static ObjectNode query(RunningGate gate, String sql) {
        var arguments = object("{\"database\": \"shop\"}").put("sql", sql);
        return switch (gate.call(
                CALLER, "query_database", arguments, CallControl.uncancellable())) {
            case Answer.Reply reply -> reply.structured();
            case Answer.UnknownTool unknown -> throw new AssertionError(unknown);
        };
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
