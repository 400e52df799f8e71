package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.call.PastCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `policy replay` and `policy suggest` over a log that a gate's own journal wrote.
class PolicyHistoryTest {

    private static final String IN_FORCE =
            """
            roles:
              analyst:
                permit:
                  - tools: [query_database]
                    on: { database: shop, schema: shop }
                    rows: 500
                    mask: [ { column: "*.email", with: token } ]
                hold:
                  - tools: [modify_database]
                    on: { database: shop, schema: shop }
                    statements: [update]
                    approvers: { role: operator, quorum: 2 }
              operator: { console: [approve] }
            bindings:
              - { role: analyst, to: ["client:bot", "client:other"] }
              - { role: operator, to: ["user:ana", "user:ben"] }
            """;

    private static final Principal BOT =
            new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of());
    private static final Principal OTHER =
            new Principal("client:other", Principal.Kind.AGENT, Optional.empty(), Set.of());

    @TempDir private Path directory;
    private AuditLog log;
    private PastCalls calls;

    private static RoleMap parse(String text) {
        return switch (RoleMap.parse("policy.yaml", text, ToolWords.all())) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new AssertionError(problems + "\n" + text);
        };
    }

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), IN_FORCE);
        Files.writeString(
                directory.resolve("sallyport.yaml"),
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """);
        Files.createDirectories(directory.resolve("keys"));
        log =
                AuditLog.open(
                        directory.resolve("audit"),
                        AuditOptions.of(
                                "test/history",
                                directory.resolve("keys/audit-key"),
                                new FileCheckpointStore(
                                        directory.resolve("keys/audit-key.checkpoint"))));
        calls = new PastCalls(log, parse(IN_FORCE));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private Ran replay(String candidate, String... more) throws IOException {
        var file = directory.resolve("candidate.yaml");
        Files.writeString(file, candidate);
        var arguments =
                new ArrayList<>(
                        List.of(
                                "policy",
                                "replay",
                                "--config",
                                directory.resolve("sallyport.yaml").toString(),
                                "--against",
                                file.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private Ran suggest(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "policy",
                                "suggest",
                                "--config",
                                directory.resolve("sallyport.yaml").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private static List<Access> read(String table) {
        return List.of(PastCalls.table("shop", table, "select", "id"));
    }

    private static List<Access> update(String table) {
        return List.of(PastCalls.table("shop", table, "update", "stock"));
    }

    private void someCalls() {
        calls.call("r1", BOT, "query_database", read("orders"));
        calls.call("r2", BOT, "query_database", read("orders"));
        calls.call("r3", OTHER, "query_database", read("customers"));
        calls.call("u1", BOT, "modify_database", update("products"));
        calls.call(
                "d1",
                BOT,
                "query_database",
                List.of(PastCalls.table("hr", "employees", "select", "salary")));
        calls.unknownTool("x1", BOT, "push_branch");
    }

    @Test
    void theRoleMapInForceChangesNothing() throws IOException {
        someCalls();

        var ran = replay(IN_FORCE + "# a comment\n");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .startsWith("5 calls replayed: 0 changed\n")
                .contains("1  refused before it was planned")
                .doesNotContain("client:");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void everyChangeIsGroupedWithItsRulesAndExamples() throws IOException {
        someCalls();
        var candidate =
                """
                roles:
                  analyst:
                    permit:
                      - tools: [query_database]
                        on: { database: shop }
                        rows: 500
                        mask: [ { column: "*.email", with: token } ]
                    hold:
                      - tools: [query_database]
                        on: { database: shop, table: customers }
                        approvers: { role: operator, quorum: 1 }
                    forbid:
                      - { tools: [modify_database] }
                  operator: { console: [approve] }
                bindings:
                  - { role: analyst, to: ["client:bot", "client:other"] }
                  - { role: operator, to: ["user:ana", "user:ben"] }
                """;

        var ran = replay(candidate);
        var json = replay(candidate, "--json");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out())
                .startsWith("5 calls replayed: 3 changed\n")
                .contains(
                        "client:other  query_database  permit -> hold  1 call, for example r3",
                        "client:bot  query_database  deny -> permit  1 call, for example d1",
                        "client:bot  modify_database  hold -> deny  1 call, for example u1",
                        "candidate.yaml:9  analyst/hold/",
                        "candidate.yaml:13  analyst/forbid/",
                        "policy.yaml:9  analyst/hold/");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.json().path("replayed").asInt(0)).isEqualTo(5);
        assertThat(json.json().path("unchanged").asInt(0)).isEqualTo(2);
        assertThat(json.json().path("changed"))
                .hasSize(3)
                .allSatisfy(group ->
                        assertThat(group.path("cause").asString("")).isEqualTo("candidate"));
        assertThat(json.json().at("/not_replayable/0/calls").asInt(0)).isEqualTo(1);
    }

    @Test
    void otherObligationsAndOtherApproversAreChanges() throws IOException {
        someCalls();

        var ran =
                replay(
                        IN_FORCE.replace("rows: 500", "rows: 100")
                                .replace("quorum: 2", "quorum: 1"),
                        "--principal",
                        "client:bot");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "query_database  obligations changed  2 calls, for example r1, r2",
                        "modify_database  approvers changed  1 call")
                .doesNotContain("client:other");
    }

    @Test
    void whatTheRoleMapInForceHasChangedAlreadyIsNotTheCandidatesDoing() throws IOException {
        someCalls();
        var since = IN_FORCE.replace("\"client:bot\", ", "");
        Files.writeString(directory.resolve("policy.yaml"), since);

        var same = replay(since);
        var back = replay(IN_FORCE, "--json");

        assertThat(same.exit()).isZero();
        assertThat(same.out())
                .contains("Changed already, by the role map in force:", "permit -> deny  2 calls");
        assertThat(back.exit()).isEqualTo(1);
        assertThat(back.json().path("unchanged").asInt(0)).isEqualTo(5);
        assertThat(back.json().at("/changed/0/cause").asString("")).isEqualTo("restored");
    }

    @Test
    void aWithheldFactIsJudgedAsUnknownAndSaid() throws IOException {
        calls.call(
                "w1",
                BOT,
                "query_database",
                List.of(PastCalls.table("shop", "ana.lee@example.com", "select", "id")));
        var candidate =
                IN_FORCE.replace(
                        "    hold:\n",
                        "    hold:\n      - { tools: [query_database], on: { table: none }, approvers: { role: operator, quorum: 1 } }\n");
        Files.writeString(directory.resolve("policy.yaml"), candidate);

        var ran = replay(candidate);

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("facts are withheld", "1 of the calls had facts withheld")
                .doesNotContain("ana.lee");
    }

    @Test
    void onlyTheTimeAskedForIsReplayed() throws IOException {
        someCalls();

        assertThat(replay(IN_FORCE, "--since", "1h").out()).startsWith("5 calls");
        assertThat(replay(IN_FORCE, "--until", "1h").out()).startsWith("0 calls");
        assertThat(replay(IN_FORCE, "--since", "2999-01-01").out()).startsWith("0 calls");
        assertThat(replay(IN_FORCE, "--until", "2999-01-01T00:00:00Z").out()).startsWith("5 calls");
        var bad = replay(IN_FORCE, "--since", "yesterday");
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.err()).contains("--since").contains("yesterday");
    }

    @Test
    void aCandidateWithAMistakeIsNamedWithItsLine() throws IOException {
        var ran = replay("roles:\n  a: { permitt: [] }\n");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("candidate.yaml:2:").contains("permitt");
    }

    @Test
    void aLogOfThousandsOfCallsIsReplayedWhileItIsWritten() throws Exception {
        int many = 3_000;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = new ArrayList<Callable<Decision>>();
            for (int i = 0; i < many; i++) {
                var id = "c" + i;
                var table = i % 3 == 0 ? "customers" : "orders";
                writes.add(() -> calls.call(id, BOT, "query_database", read(table)));
            }
            for (var write : threads.invokeAll(writes)) {
                assertThat(write.get()).isInstanceOf(Decision.Permit.class);
            }
        }

        var ran =
                replay(
                        IN_FORCE.replace(
                                "schema: shop }\n        rows", "table: orders }\n        rows"),
                        "--json");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.json().path("replayed").asInt(0)).isEqualTo(many);
        assertThat(ran.json().at("/changed/0/calls").asInt(0)).isEqualTo(many / 3);
        assertThat(ran.json().at("/changed/0/change").asString("")).isEqualTo("permit -> deny");
    }

    @Test
    void aSuggestionAllowsWhatWasDoneAndNothingElse() {
        someCalls();

        var ran = suggest("--principal", "client:bot");

        assertThat(ran.exit()).as(ran.err()).isZero();
        var suggested = parse(ran.out());
        assertThat(decide(suggested, BOT, "query_database", read("orders")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(decide(suggested, BOT, "modify_database", update("products")))
                .isInstanceOfSatisfying(
                        Decision.Hold.class,
                        hold ->
                                assertThat(hold.approvers())
                                        .containsExactly(new ApproverSet("operator", 2)));
        for (var other :
                List.of(
                        read("customers"),
                        List.of(PastCalls.table("hr", "employees", "select", "salary")))) {
            assertThat(decide(suggested, BOT, "query_database", other))
                    .isInstanceOf(Decision.Deny.class);
        }
        assertThat(decide(suggested, BOT, "modify_database", update("orders")))
                .isInstanceOf(Decision.Deny.class);
        assertThat(decide(suggested, OTHER, "query_database", read("orders")))
                .isInstanceOf(Decision.Deny.class);
        assertThat(ran.out())
                .contains(
                        "# seen 2 times,",
                        "for example r1, r2",
                        "Was denied and stays so: query_database on shop: DENIED_NO_RULE (shop/hr.employees)",
                        "column: \"*.email\", with: token",
                        "rows: 500",
                        "operator: { console: [approve] }",
                        "{ role: operator, to: [\"user:ana\"] }");
    }

    private static Decision decide(
            RoleMap policy, Principal who, String tool, List<Access> accesses) {
        return policy.decide(new Request(who, tool, accesses, Instant.EPOCH));
    }

    @Test
    void aSuggestionForSeveralIsOneRoleMap() {
        someCalls();

        var ran = suggest("--principal", "client:bot", "--principal", "client:other", "--json");

        assertThat(ran.exit()).isZero();
        var suggested = parse(ran.json().path("policy").asString(""));
        assertThat(decide(suggested, OTHER, "query_database", read("customers")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(decide(suggested, OTHER, "query_database", read("orders")))
                .isInstanceOf(Decision.Deny.class);
        assertThat(ran.json().path("roles")).hasSize(2);
        assertThat(ran.json().at("/roles/0/completed").asInt(0)).isEqualTo(3);
    }

    @Test
    void nobodysSuggestionIsEmptyAndSaysSo() {
        var ran = suggest("--principal", "client:nobody");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(parse(ran.out()).deniesEverything()).isTrue();
    }

    /// What an agent chooses must stay the value or the comment that it is.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n      - tools: [\"*\"]",
                "a\" ] }\n  - { tools: [\"*\"] }",
                "x # y",
                "'",
                "\\",
                "{}",
                "[a]",
                "- a",
                "!tag",
                "&a *a",
                "%YAML",
                "\u2028forbid:",
                "\u0085permit:",
                "\uFEFF",
                "\u202Eno",
                "null",
                "true",
                "~",
                "1e3",
                "a: b",
                "?",
                "|",
                "* *"
            })
    void textsOfTheRecordStayWhatTheyAre(String branch) {
        var access =
                new Access(
                        "git.push",
                        "shop:" + branch,
                        Map.of(
                                "repository", FactValue.text("shop"),
                                "branch", FactValue.text(branch),
                                "paths", FactValue.texts(Set.of(branch, "src/[id].ts")),
                                "file_bytes", FactValue.quantity(12),
                                "operation", FactValue.text("create")));
        var permissive =
                parse(
                        """
                        roles: { a: { permit: [ { tools: [push_branch] } ] } }
                        bindings: [ { role: a, to: ["client:bot"] } ]
                        """);
        new PastCalls(log, permissive).call("p1", BOT, "push_branch", List.of(access));
        calls.call("p2", BOT, "push_branch", List.of(access));

        var ran = suggest("--principal", "client:bot");

        assertThat(ran.exit()).as(ran.err()).isZero();
        var suggested = parse(ran.out());
        assertThat(decide(suggested, BOT, "push_branch", List.of(access)))
                .as(ran.out())
                .isInstanceOf(Decision.Permit.class);
        var other =
                new Access(
                        "git.push",
                        "shop:main",
                        Map.of(
                                "repository", FactValue.text("shop"),
                                "branch", FactValue.text("main"),
                                "paths", FactValue.texts(Set.of("a")),
                                "file_bytes", FactValue.quantity(12),
                                "operation", FactValue.text("create")));
        assertThat(decide(suggested, BOT, "push_branch", List.of(other)))
                .isInstanceOf(Decision.Deny.class);
        assertThat(decide(suggested, BOT, "query_database", read("orders")))
                .isInstanceOf(Decision.Deny.class);
        assertThat(ran.out().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F));
    }
}
