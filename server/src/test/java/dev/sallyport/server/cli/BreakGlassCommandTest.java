package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals break-glass` and `reviews` against a whole gate.
class BreakGlassCommandTest {
    private static final String REASON = "--reason=the shop is down and nobody answers";

    private final Path directory;
    private TestGate gate;
    private String ana = "";
    private String ben = "";

    BreakGlassCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void open() throws IOException {
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles:
                  writer:
                    hold:
                      - tools: [write_note]
                        approvers: { role: editor, quorum: 2, break_glass: oncall }
                  editor: { console: [approve] }
                  oncall: { console: [approve] }
                bindings:
                  - { role: writer, to: ["group:writers"] }
                  - { role: editor, to: ["user:ana"] }
                  - { role: oncall, to: ["user:ben"] }
                """);
        gate = new TestGate(directory, new NoteTool());
        ana = gate.token("ana", Set.of(), true);
        ben = gate.token("ben", Set.of(), true);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private record Ran(int exit, String out, String err) {}

    private Ran run(String token, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var environment = Map.of("SALLYPORT_URL", gate.url().toString(), "SALLYPORT_TOKEN", token);
        int exit =
                Cli.commandLine(new Surroundings(environment, Optional.empty(), Clock.systemUTC()))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }

    private String hold() {
        var arguments =
                JsonNodeFactory.instance.objectNode().put("notebook", "n").put("text", "hello");
        return gate.call("write_note", arguments).path("approval_id").stringValue();
    }

    @Test
    void oneReleasesItAndAnotherReviews() {
        var id = hold();
        assertThat(run(ben, "approvals", "reviews").out()).isEqualTo("Nothing awaits a review.\n");
        assertThat(run(ana, "approvals", "show", id).out())
                .contains("2 of role editor, has 0; oncall may break the glass");

        var broken = run(ben, "approvals", "break-glass", id, REASON);

        assertThat(broken.exit()).as(broken.err()).isZero();
        assertThat(broken.out())
                .contains(id + " is now released by broken glass. Another human has to review");
        assertThat(gate.await(id).path("status").asString()).isEqualTo("completed");
        assertThat(gate.tool.written).containsExactly("hello");
        assertThat(run(ana, "approvals", "list", "--state", "all").out())
                .contains(id, "by broken glass");
        assertThat(run(ana, "approvals", "reviews").out())
                .contains(id, "broken by user:ben", "nobody answers", "to be reviewed until");
        assertThat(run(ben, "approvals", "reviews", id, "--justified").err())
                .contains("another human reviews it");

        var reviewed =
                run(ana, "approvals", "reviews", id, "--not-justified", "--note", "I was awake");

        assertThat(reviewed.exit()).as(reviewed.err()).isZero();
        assertThat(reviewed.out()).contains("NOT justified, says user:ana", "I was awake");
        assertThat(run(ana, "approvals", "reviews").out()).isEqualTo("Nothing awaits a review.\n");
        var json = run(ana, "approvals", "reviews", "--reviewed", "--json").out();
        assertThat(
                        JsonMapper.shared()
                                .readTree(json)
                                .at("/reviews/0/broken_glass/review/verdict")
                                .stringValue())
                .isEqualTo("not_justified");
        assertThat(run(ana, "approvals", "show", id).out()).contains("broken by user:ben");
    }

    @Test
    void whatDoesNotCountIsSaid() {
        var id = hold();

        assertThat(run(ana, "approvals", "break-glass", id, REASON).exit()).isEqualTo(1);
        assertThat(run(ana, "approvals", "break-glass", id, REASON).err())
                .contains("you do not hold every role");
        assertThat(run(ben, "approvals", "break-glass", id, "--reason", "it burns").err())
                .contains("write a reason of at least 20 characters");
        assertThat(
                        run(ben, "approvals", "break-glass", id, REASON, "--digest", "x".repeat(64))
                                .err())
                .contains("the digest is not that of this request");
        assertThat(run(ana, "approvals", "reviews", id, "--justified").err())
                .contains("no such request whose glass was broken");
        assertThat(gate.tool.written).isEmpty();
    }
}
