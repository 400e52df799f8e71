package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.history.PastCall;
import dev.sallyport.policy.history.Suggestion;
import dev.sallyport.policy.history.Verdict;
import dev.sallyport.policy.review.CaseRunner.Planner;
import dev.sallyport.policy.review.CaseRunner.Planner.Planning;
import dev.sallyport.policy.review.CaseTable.Asked;
import dev.sallyport.policy.review.CaseTable.Case;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.TestPolicies;
import dev.sallyport.policy.rolemap.TestTools;
import dev.sallyport.policy.yaml.YamlMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every review says of one role map with every part of the language, whole, as people read it. After a wanted
/// change: `./build golden`, then look at the difference.
class ReviewGoldenTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/dev/sallyport/policy/review");
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final RoleMap whole = TestPolicies.valid(text("whole.yaml"));

    private static String text(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(String name, String generated) throws IOException {
        var file = DIRECTORY.resolve(name);
        if ("rewrite".equals(System.getProperty("sallyport.golden"))) {
            Files.writeString(file, generated);
        }
        assertThat(generated).isEqualTo(Files.readString(file));
    }

    @Test
    void theComplianceReport() throws IOException {
        check("whole-report.golden.md", ComplianceReport.markdown("whole.yaml", whole));
        var csv = ComplianceReport.csv("whole.yaml", whole);
        assertThat(csv.replace("\r\n", "")).doesNotContain("\r", "\n");
        check("whole-report.golden.csv", csv.replace("\r\n", "\n"));
    }

    @Test
    void whoReachesWhat() throws IOException {
        var out = new StringBuilder();
        for (var on :
                List.of(
                        Map.<String, String>of(),
                        Map.of("database", "shop"),
                        Map.of("database", "pay", "schema", "s1"),
                        Map.of("database", "stage", "schema", "audit"),
                        Map.of("database", "shop", "schema", "hr"),
                        Map.of("repository", "shop", "branch", "main"),
                        Map.of("branch", "agent/x"),
                        Map.of("cluster", "prod", "namespace", "a"),
                        Map.of("cluster", "dev", "labels", "x"))) {
            out.append("# ").append(new TreeMap<>(on)).append('\n');
            var report = ReachFinder.of(whole, whole.written().tools(), on);
            for (var reacher : report.reachers()) {
                out.append(reacher.who()).append('\n');
                for (var tool : reacher.tools()) {
                    out.append("  ").append(tool.tool()).append(": ").append(tool.verdict());
                    out.append(' ').append(tool.obligations()).append('\n');
                    tool.ways().forEach(way -> out.append("    ").append(way).append('\n'));
                }
            }
        }
        check("whole-reach.golden.txt", out.toString());
    }

    private static List<Case> cases() {
        return switch (CaseTable.read(
                "whole-calls.yaml", text("whole-calls.yaml"), TestTools.ALL)) {
            case CaseTable.Read.Good(var table) -> table.cases();
            case CaseTable.Read.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    /// Plans what the arguments ask for: `touching` a schema, and `refuse` with a code.
    private static Planning plan(YamlMapping arguments) {
        var accesses =
                arguments.text("touching").stream()
                        .map(schema ->
                                new Access(
                                        "db.read",
                                        "shop/" + schema,
                                        Map.of(
                                                "database", FactValue.text("shop"),
                                                "schema", FactValue.text(schema),
                                                "table", FactValue.text("t"))))
                        .toList();
        return arguments
                .text("refuse")
                .<Planning>map(code -> new Planning.Refused(code, "too complex", accesses))
                .orElseGet(() -> new Planning.Planned(accesses));
    }

    @Test
    void theTableOfCalls() throws IOException {
        Planner planner = (_, _, _, _, arguments) -> plan(arguments);
        var runner =
                new CaseRunner(whole, planner, reason -> reason.getClass().getSimpleName(), NOW);
        var out = new StringBuilder();
        for (var row : cases()) {
            var outcome = runner.run(row);
            assertThat(outcome.passed())
                    .as(outcome.toString())
                    .isEqualTo(!row.name().startsWith("(wrong)"));
            out.append(outcome.line()).append(' ').append(row).append('\n');
            out.append("  expected: ").append(outcome.expected()).append('\n');
            out.append("  got:      ").append(outcome.got()).append('\n');
            outcome.differences().forEach(one -> out.append("  ! ").append(one).append('\n'));
        }
        check("whole-calls.golden.txt", out.toString());
    }

    @Test
    void whyEachCallIsDecidedAsItIs() throws IOException {
        var out = new StringBuilder();
        for (var row : cases()) {
            if (row.call().asked() instanceof Asked.Accesses(var accesses)
                    && row.call().as() instanceof CaseTable.Caller.Subject) {
                explain(
                        out.append("# ").append(row.name()).append('\n'),
                        new Request(
                                CaseRunner.principal(row.call()),
                                row.call().tool(),
                                accesses,
                                row.at().orElse(NOW)));
            }
        }
        out.append("# is confined to a role that says nothing of it\n");
        explain(out, confined("shop", "s1"));
        out.append("# is confined, and held all the same\n");
        explain(
                out,
                new Request(
                        confined(),
                        "modify_database",
                        List.of(
                                new Access(
                                        "db.write",
                                        "shop/s1",
                                        Map.of(
                                                "database", FactValue.text("shop"),
                                                "schema", FactValue.UNKNOWN,
                                                "statement", FactValue.text("insert"),
                                                "rows_changed", FactValue.quantity(7)))),
                        NOW));
        check("whole-explained.golden.txt", out.toString());
    }

    private static Principal confined() {
        return new Principal(
                "client:robot",
                Principal.Kind.AGENT,
                Optional.empty(),
                Set.of(),
                Optional.of(Set.of("lead")));
    }

    private static Request confined(String database, String schema) {
        return new Request(
                confined(),
                "query_database",
                List.of(
                        new Access(
                                "db.read",
                                database + "/" + schema,
                                Map.of(
                                        "database", FactValue.text(database),
                                        "schema", FactValue.text(schema),
                                        "table", FactValue.text("t")))),
                NOW);
    }

    private void explain(StringBuilder out, Request request) {
        var explanation = Explanation.of(whole, request);
        out.append(explanation.decision()).append(": ").append(explanation.reason()).append('\n');
        explanation.parties().forEach(party -> out.append("  ").append(party).append('\n'));
        out.append("  approvers ").append(explanation.approvers()).append('\n');
        out.append("  obligations ").append(explanation.obligations()).append('\n');
        for (var access : explanation.accesses()) {
            out.append("  ").append(access.action()).append(" on ").append(access.resource());
            out.append(' ').append(access.facts()).append('\n');
            for (var party : access.parties()) {
                out.append("    ").append(party.subject()).append(": ");
                out.append(party.verdict().text()).append('\n');
                for (var rule : party.rules()) {
                    out.append("      ").append(rule.rule()).append(" line ").append(rule.line());
                    out.append(' ').append(rule.description()).append(": ");
                    out.append(rule.outcome()).append('\n');
                    rule.keys().forEach(key -> out.append("        ").append(key).append('\n'));
                }
            }
        }
    }

    @Test
    void whatAnotherRoleMapWouldChange() throws IOException {
        var out = new StringBuilder();
        var other = text("whole.yaml");
        for (var change :
                new String[][] {
                    {"rows: 10\n", "rows: 20\n"},
                    {"timeout: 1m", "timeout: 2m"},
                    {"bytes: 64KiB", "bytes: 1MiB"},
                    {"calls_per_minute: 600", "calls_per_minute: 60"},
                    {"region = 'EU'", "region = 'US'"},
                    {"\"left(phone, 2)\"", "\"left(phone, 3)\""},
                    {"team: pay", "team: shop"},
                    {"quorum: 2, break_glass: lead", "quorum: 3"},
                    {"console: [audit]", "console: [administer]"},
                    {
                        "{ role: lead, to: [\"user:ana\", \"user:ben\"] }",
                        "{ role: lead, to: [\"user:ben\"] }"
                    },
                    {"mon, tue", "mon"},
                    {"[auditor, writer]", "[auditor, lead]"},
                    {"spare: 5", "spare: 50"},
                }) {
            assertThat(other).contains(change[0]);
            other = other.replace(change[0], change[1]);
        }
        var diff = PolicyDiff.between(whole, TestPolicies.valid(other));
        for (var changes : diff.who()) {
            out.append(changes.who()).append(" [").append(changes.when()).append("]\n");
            changes.changes().forEach(one -> out.append("  ").append(one.sentence()).append('\n'));
        }
        assertThat(diff.isEmpty()).isFalse();
        assertThat(PolicyDiff.between(whole, whole).isEmpty()).isTrue();
        check("whole-diff.golden.txt", out.toString());
    }

    @Test
    void theSmallestRoleForTheseCalls() throws IOException {
        var suggestion = new Suggestion(TestTools.ALL, "client:robot");
        var others = new Suggestion(TestTools.ALL, "user:ana");
        int second = 0;
        for (var row : cases()) {
            if (!(row.call().asked() instanceof Asked.Accesses(var accesses))
                    || accesses.isEmpty()
                    || !(row.call().as() instanceof CaseTable.Caller.Subject(var subject))) {
                continue;
            }
            second++;
            var principal = CaseRunner.principal(row.call());
            var decision = whole.decide(new Request(principal, row.call().tool(), accesses, NOW));
            var call =
                    new PastCall(
                            "call-" + second,
                            principal,
                            row.call().tool(),
                            second % 4 == 0 ? "" : "shop",
                            accesses,
                            NOW.plusSeconds(second % 3),
                            whole.digest(),
                            Verdict.of(decision),
                            row.name().startsWith("(wrong)"));
            (subject.equals("client:robot") ? suggestion : others)
                    .completed(call, List.of("user:ben"));
        }
        var strange = pastCall("call-x", "push_branch", "agent/é\n", 1);
        suggestion.completed(strange, List.of());
        suggestion.completed(pastCall("call-y", "no_such_tool", "x", 1), List.of());
        suggestion.completed(pastCall("call-z", "push_branch", "agent/x", 7), List.of());
        suggestion.denied(strange, "no rule permits it");
        suggestion.denied(strange, "no rule permits it");
        suggestion.leftOut("the record does not say enough", strange);

        check(
                "whole-suggested.golden.yaml",
                Suggestion.print(
                        List.of(suggestion.role("robot", whole), others.role("nobody", whole))));
        assertThat(suggestion.counts()).containsEntry("left_out", 4L);
    }

    private PastCall pastCall(String id, String tool, String branch, long bytes) {
        var access =
                new Access(
                        "git.push",
                        "shop:" + branch,
                        Map.of(
                                "repository", FactValue.text("shop"),
                                "branch", FactValue.text(branch),
                                "paths", FactValue.texts(Set.of("src/a", "src/*b")),
                                "file_bytes", FactValue.quantity(bytes),
                                "age", FactValue.quantity(60_000)));
        var robot = new Principal("client:robot", Principal.Kind.AGENT, Optional.empty(), Set.of());
        return new PastCall(
                id,
                robot,
                tool,
                "shop",
                List.of(access),
                NOW,
                whole.digest(),
                Verdict.of(whole.decide(new Request(robot, "push_branch", List.of(access), NOW))),
                false);
    }
}
