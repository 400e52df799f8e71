package dev.sallyport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.review.CaseRunner;
import dev.sallyport.policy.review.CaseRunner.Planner.Planning;
import dev.sallyport.policy.review.CaseTable;
import dev.sallyport.policy.review.CaseTable.Case;
import dev.sallyport.policy.review.CaseTable.ExpectedObligation;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.Gate;
import dev.sallyport.server.Planner;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.DenialCode;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.cli.YamlJson;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Runs the tables of `examples/policy/suite` three ways: the decision, the list of tools, and a real call through the
/// whole pipeline against a real PostgreSQL, a real git repository and the stand-in of a Kubernetes API. All three
/// must agree with the table. Calls that are permitted run, so the tests of one table build on each other's targets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PolicySuiteTest {

    private static final Path SUITE = Path.of("..", "policy", "suite");
    private static final List<String> TABLES =
            List.of("reads", "writes", "git", "clusters", "delegation");
    private static final int CASES_MIN = 150;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Gate gate = unopened();
    private Planner planner = unopened();
    private CaseRunner runner = unopened();

    /// A field that [#open] sets; NullAway takes such a field for one that nobody sets.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unopened() {
        return null;
    }

    @BeforeAll
    void open(@TempDir(cleanup = CleanupMode.NEVER) Path directory)
            throws IOException, ConfigurationException {
        var home = Files.createDirectory(directory.toRealPath().resolve("demo"));
        var demo = Demo.start(home, DemoPort.choose(0), false);
        opened.add(demo);
        var configuration = configuration(demo, directory.toRealPath());
        gate = Gate.open(configuration);
        opened.add(gate);
        planner = Planner.open(configuration);
        opened.add(planner);
        runner =
                new CaseRunner(
                        roleMap(configuration),
                        (policy, principal, at, tool, arguments) ->
                                switch (planner.plan(
                                        policy, principal, at, tool, YamlJson.object(arguments))) {
                                    case Planner.Planned.Accesses(var all) ->
                                            new Planning.Planned(all);
                                    case Planner.Planned.Refused(
                                                    var code,
                                                    var message,
                                                    var touching) ->
                                            new Planning.Refused(code, message, touching);
                                },
                        DenialCode::of,
                        Clock.systemUTC().instant());
    }

    @AfterAll
    void close() throws Exception {
        for (var part : opened.reversed()) {
            part.close();
        }
    }

    /// The demo's targets, the database under two names, with labels.
    private static Configuration configuration(Demo demo, Path directory)
            throws IOException, ConfigurationException {
        var targets = ConfigurationReader.read(demo.config(), Map.of());
        var database = targets.databases().getFirst();
        var repository = targets.repositories().getFirst();
        var secrets = demo.home().resolve("secrets");
        Files.copy(SUITE.resolve("policy.yaml"), directory.resolve("policy.yaml"));
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                databases:
                  shop: { url: "%1$s", username: gate, password: "${file:%2$s/database-password}", labels: { env: prod } }
                  stock: { url: "%1$s", username: gate, password: "${file:%2$s/database-password}", labels: { env: dev } }
                repositories:
                  shop: { url: "%3$s", username: gate, password: "${file:%2$s/git-password}", labels: { env: prod } }
                clusters:
                  dev: { kubeconfig: "%4$s", labels: { env: dev } }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """
                        .formatted(
                                database.url(),
                                secrets,
                                repository.url(),
                                demo.home().resolve("kubeconfig")));
        return ConfigurationReader.read(file, Map.of());
    }

    private static RoleMap roleMap(Configuration configuration) throws IOException {
        return switch (RoleMap.parse(
                "policy.yaml",
                Files.readString(configuration.policy()),
                ToolWords.all(),
                configuration.targetLabels())) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    static Stream<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        for (var name : TABLES) {
            var file = SUITE.resolve(name + ".yaml");
            switch (CaseTable.read(file.toString(), Files.readString(file), ToolWords.all())) {
                case CaseTable.Read.Good(var table) -> cases.addAll(table.cases());
                case CaseTable.Read.Bad(var problems) -> throw new AssertionError(problems);
            }
        }
        return cases.stream();
    }

    @Test
    void thereAreEnoughCasesAndEachHasItsOwnName() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(CASES_MIN);
        assertThat(cases().map(Case::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDecisionTheToolListAndTheCallAgree(Case row) {
        var caller = caller(CaseRunner.principal(row.call()));
        var tool = row.call().tool();

        var decision = runner.run(row);
        boolean offered =
                gate.tools().offered(caller).stream().anyMatch(offer -> offer.name().equals(tool));
        var answer = call(row, caller);

        assertThat(decision.differences()).as(decision.got()).isEmpty();
        switch (row.decision()) {
            case "permit" -> {
                assertThat(offered).isTrue();
                assertThat(reply(answer).path("status").asString())
                        .as(answer.toString())
                        .isEqualTo("completed");
                masked(row, reply(answer));
            }
            case "hold" -> {
                assertThat(offered).isTrue();
                assertThat(reply(answer).path("status").asString())
                        .as(answer.toString())
                        .isEqualTo("pending_approval");
            }
            default -> {
                assertThat(code(answer)).isEqualTo(row.code().orElseThrow());
                assertThat(offered).isEqualTo(!(answer instanceof Answer.UnknownTool));
            }
        }
    }

    private static Caller caller(Principal principal) {
        return new Caller(
                principal, "suite-" + principal.subject(), "suite", "http", Duration.ZERO);
    }

    private Answer call(Case row, Caller caller) {
        if (row.call().asked() instanceof CaseTable.Asked.Arguments(var written)) {
            return gate.tools()
                    .call(
                            caller,
                            row.call().tool(),
                            YamlJson.object(written),
                            CallControl.uncancellable());
        }
        throw new AssertionError("a case of the suite has arguments");
    }

    private static JsonNode reply(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Reply.class);
        return answer instanceof Answer.Reply(var structured, _)
                ? structured
                : tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }

    private static String code(Answer answer) {
        return switch (answer) {
            case Answer.UnknownTool() -> "UNKNOWN_TOOL";
            case Answer.Reply(var structured, _) -> structured.path("code").asString();
        };
    }

    /// What the table says of masks holds for the columns that came back.
    private static void masked(Case row, JsonNode reply) {
        for (var expected : row.obligations()) {
            if (expected instanceof ExpectedObligation.Masked(var column, var with)) {
                var name = column.substring(column.lastIndexOf('.') + 1);
                for (var returned : reply.path("columns")) {
                    if (returned.path("name").asString().equals(name)) {
                        assertThat(returned.path("masked").asBoolean())
                                .as(name)
                                .isEqualTo(!with.equals("none"));
                    }
                }
            }
            if (expected instanceof ExpectedObligation.Limited(var limit, var value)
                    && limit.equals("rows")) {
                assertThat((long) reply.path("rows").size()).isBetween(1L, value);
            }
        }
    }
}
