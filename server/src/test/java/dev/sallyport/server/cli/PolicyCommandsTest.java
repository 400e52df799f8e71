package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands that ask a role map.
class PolicyCommandsTest {

    @TempDir private Path directory;

    @BeforeEach
    void write() throws IOException {
        write(
                "policy.yaml",
                """
                roles:
                  developer:
                    permit:
                      - tools: [push_branch]
                        on: { repository: shop, branch: "agent/*" }
                    hold:
                      - tools: [push_branch]
                        on: { repository: shop, branch: dev }
                        approvers: { role: lead, quorum: 2 }
                    forbid:
                      - tools: [push_branch]
                        on: { branch: main }
                  lead: { console: [approve] }
                bindings:
                  - { role: developer, to: ["client:bot", "group:agents"] }
                  - { role: lead, to: ["group:leads"] }
                """);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String policy() {
        return directory.resolve("policy.yaml").toString();
    }

    private Ran explain(String branch, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "policy",
                                "explain",
                                "--policy",
                                policy(),
                                "--as",
                                "client:bot",
                                "--tool",
                                "push_branch",
                                "--access",
                                "git.push shop:"
                                        + branch
                                        + " repository=shop,branch="
                                        + branch
                                        + ",paths=a|b,file_bytes=1KiB,operation=create"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"agent/x,0,permit", "dev,0,hold", "main,1,deny", "other,1,deny"})
    void explainEndsWithTheDecision(String branch, int exit, String decision) {
        assertThat(explain(branch).exit()).isEqualTo(exit);
        assertThat(explain(branch).out()).startsWith(decision + ": ");
        assertThat(explain(branch, "--json").json().path("decision").asString())
                .isEqualTo(decision);
    }

    @Test
    void explainNamesTheRuleItsLineAndTheKeyThatStoodInTheWay() {
        assertThat(explain("main").out())
                .contains(
                        "* policy.yaml:11 forbid of developer: forbids it",
                        "yes branch wants [main], found main",
                        "- policy.yaml:4 permit of developer: does not match: `branch`",
                        "no  branch wants [\"agent/*\"], found main");
    }

    @Test
    void explainRefusesWhatItCannotAsk() {
        assertThat(explain("x", "--arguments", "{}").exit()).isEqualTo(2);
        var wrong =
                run(
                        "policy",
                        "explain",
                        "--policy",
                        policy(),
                        "--as",
                        "client:bot",
                        "--tool",
                        "push_brunch",
                        "--access",
                        "a b");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean `push_branch`?");
        var fact =
                run(
                        "policy",
                        "explain",
                        "--policy",
                        policy(),
                        "--as",
                        "client:bot",
                        "--tool",
                        "push_branch",
                        "--access",
                        "a b brunch=x");
        assertThat(fact.exit()).isEqualTo(2);
        assertThat(fact.err()).contains("has no fact `brunch`; did you mean `branch`?");
    }

    @Test
    void testCountsAndNamesWhatFails() throws IOException {
        var table =
                write(
                        "cases.yaml",
                        """
                        policy: policy.yaml
                        cases:
                          - name: agents push their own branches
                            call: &push
                              as: developer
                              tool: push_branch
                              accesses: [{ action: git.push, resource: r, facts: { repository: shop, branch: agent/x } }]
                            decision: permit
                          - name: nobody pushes anything
                            call: *push
                            decision: deny
                            code: DENIED_FORBIDDEN
                          - name: two leads release a push to dev
                            call:
                              as: client:other
                              groups: [agents]
                              tool: push_branch
                              accesses: [{ facts: { repository: shop, branch: dev } }]
                            decision: hold
                            approvers: [{ role: lead, quorum: 2 }]
                        """);

        var ran = run("policy", "test", table.toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "cases.yaml:9: nobody pushes anything",
                        "expected deny, got permit",
                        "expected: deny DENIED_FORBIDDEN")
                .endsWith("2 passed, 1 failed\n");
        var json = run("policy", "test", "--json", table.toString());
        assertThat(json.json().path("failures").get(0).path("line").asInt()).isEqualTo(9);
    }

    @Test
    void aTableWithAnUnknownKeyIsRefusedWithItsLine() throws IOException {
        var table = write("cases.yaml", "policy: policy.yaml\ncases:\n  - { nam: x }\n");

        var ran = run("policy", "test", table.toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("cases.yaml:3:7: unknown key `nam`");
    }

    @Test
    void checkWarnsOfWhatDoesNothingAndStrictFails() throws IOException {
        assertThat(run("policy", "check", policy(), "--strict").exit()).isZero();
        var idle =
                write(
                                "idle.yaml",
                                Files.readString(directory.resolve("policy.yaml"))
                                        .replace("  lead:", "  nobody: {}\n  lead:"))
                        .toString();

        var ran = run("policy", "check", idle);

        assertThat(ran.exit()).isZero();
        assertThat(ran.err())
                .contains("warning: idle.yaml:13:3: nobody is bound to the role `nobody`")
                .contains("[unbound-role]");
        assertThat(run("policy", "check", idle, "--strict").exit()).isEqualTo(1);
        var finding = run("policy", "check", idle, "--json").json().path("findings").get(0);
        assertThat(finding.path("code").asString()).isEqualTo("unbound-role");
        assertThat(finding.path("line").asInt()).isEqualTo(13);
        assertThat(finding.path("key").asString()).isEqualTo("roles.nobody");
    }

    @Test
    void whoNamesTheRuleAndTheApprovers() {
        var ran =
                run(
                        "policy",
                        "who",
                        "--policy",
                        policy(),
                        "--on",
                        "repository=shop",
                        "--on",
                        "branch=dev");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains(
                        "group:agents\n  push_branch        held for approval\n",
                        "policy.yaml:7 hold through developer, released by 2 of `lead`");
        assertThat(run("policy", "who", "--policy", policy(), "--on", "branch=main").exit())
                .isEqualTo(1);
        var wrong = run("policy", "who", "--policy", policy(), "--on", "brunch=main");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("there is no place `brunch`; did you mean `branch`?");
        var json = run("policy", "who", "--policy", policy(), "--on", "branch=dev", "--json");
        assertThat(json.json().path("reachers").get(0).path("who").asString())
                .isEqualTo("client:bot");
    }

    @Test
    void diffSaysWhoGainsWhat() throws IOException {
        var after =
                write(
                                "after.yaml",
                                Files.readString(directory.resolve("policy.yaml"))
                                        .replace("\"agent/*\"", "[\"agent/*\", topic]"))
                        .toString();

        var ran = run("policy", "diff", policy(), after);

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "group:agents gains permit of push_branch: branch: [topic], repository: [shop]");
        assertThat(run("policy", "diff", after, after).exit()).isZero();
        assertThat(run("policy", "diff", after, after).out()).isEqualTo("no change in meaning\n");
        assertThat(run("policy", "diff", policy(), after, "--json").json().path("who").size())
                .isEqualTo(2);
    }

    @Test
    void reportPrintsBothForms() {
        assertThat(run("policy", "report", "--policy", policy()).out())
                .startsWith("# Roles and permissions: policy.yaml")
                .contains("## Role tree");
        assertThat(run("policy", "report", "--policy", policy(), "--format", "csv").out())
                .startsWith("\"who\",\"when\"")
                .contains("\"group:agents\",\"always\",\"developer\",\"developer\",\"hold\"");
        assertThat(run("policy", "report", "--policy", policy(), "--format", "pdf").exit())
                .isEqualTo(2);
    }
}
