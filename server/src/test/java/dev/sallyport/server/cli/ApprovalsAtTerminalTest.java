package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals` at a terminal, as one has it over ssh, and without one, before a whole gate.
class ApprovalsAtTerminalTest {

    /// Three values that approvers do not see.
    private static final String HIDING =
            "pay 4111111111111111 and 5500005555555559, tell eve@example.com";

    private final Path directory;
    private TestGate gate;
    private Map<String, String> environment = Map.of();

    ApprovalsAtTerminalTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void open() throws IOException {
        gate = new TestGate(directory, new NoteTool());
        environment =
                Map.of(
                        "SALLYPORT_URL",
                        gate.url().toString(),
                        "SALLYPORT_TOKEN",
                        gate.token("ana", Set.of(), true));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /// A human who types what was written down beforehand, and then nothing more.
    private record Script(Queue<Runnable> before, Queue<String> lines, Ink ink)
            implements Terminal {

        static Script of(String... lines) {
            return new Script(new ArrayDeque<>(), new ArrayDeque<>(Arrays.asList(lines)), Ink.NONE);
        }

        @Override
        public Optional<String> line() {
            var first = before.poll();
            if (first != null) {
                first.run();
            }
            return Optional.ofNullable(lines.poll());
        }
    }

    private record Ran(int exit, String out, String err) {}

    private Ran run(Optional<Terminal> terminal, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Cli.commandLine(new Surroundings(environment, terminal, Clock.systemUTC()))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }

    private Ran typing(String... lines) {
        return run(Optional.of(Script.of(lines)), "approvals");
    }

    private String hold(String text) {
        var arguments =
                JsonNodeFactory.instance.objectNode().put("notebook", "guarded").put("text", text);
        return gate.call("write_note", arguments).path("approval_id").stringValue();
    }

    private String status(String id) {
        return gate.await(id).path("status").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"approvals", "approvals review"})
    void withoutATerminalItListsAndAsksNothing(String command) {
        assertThat(run(Optional.empty(), command.split(" ", -1)).out())
                .isEqualTo("No pending calls.\n");
        var id = hold("one");

        var ran = run(Optional.empty(), command.split(" ", -1));

        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).hasSize(1);
        assertThat(ran.out())
                .startsWith(id + "  pending  client:writer  write_note on guarded: write a note")
                .doesNotContain("?", "[", "\u001b");
        assertThat(status(id)).isEqualTo("pending_approval");
    }

    @Test
    void whatIsPickedIsShownAndApprovedAsShown() throws IOException {
        var first = hold("one");
        var second = hold("two");
        // The newest stands first.
        var ran = typing("2", "a", "as agreed", "q");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .containsSubsequence(
                        "2 calls wait for a human.",
                        "   1  write a note",
                        "write_note on guarded, asked by client:writer",
                        "0 of 1 by editor, ",
                        " minutes left",
                        "   2  write a note",
                        "Which one? [1-2, Enter for 1, q to quit] ",
                        "  digest    ",
                        "== Note ==\n  one\n",
                        "[a]pprove, [r]eject, [s]kip or [q]uit? ",
                        "Your reason (optional, kept in the record): ",
                        first + " is now approved.",
                        "1 call waits for a human.",
                        "Which one? [1-1, Enter for 1, q to quit] ")
                .doesNotContain("\u001b");
        assertThat(status(first)).isEqualTo("completed");
        assertThat(status(second)).isEqualTo("pending_approval");
        assertThat(gate.tool.written).containsExactly("one");
        assertThat(TestGate.records(directory, Set.of(Stage.VOTED)).getFirst().details())
                .containsEntry("reason", "as agreed");
    }

    @Test
    void aRejectionTakesAReasonThatTheAgentIsTold() {
        var id = hold("one");

        var ran = typing("", "reject", "not on a Friday");

        assertThat(ran.out()).contains(id + " is now rejected.", "No call waits for a human.");
        assertThat(gate.await(id).path("reason").asString()).isEqualTo("not on a Friday");
    }

    @Test
    void whatIsSkippedStaysAndTheNextIsOffered() {
        var first = hold("one");
        var second = hold("two");

        var ran = typing("", "s", "", "s", "", "3", "nonsense", "0", "-1", "1", "huh", "q");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .containsSubsequence(
                        "Enter for 1",
                        "== Note ==\n  two\n",
                        "write a note (seen)",
                        "Enter for 2",
                        "== Note ==\n  one\n",
                        "Which one? [1-2, q to quit] ",
                        "== Note ==\n  two\n",
                        "[q]uit? [a]pprove");
        assertThat(status(first)).isEqualTo("pending_approval");
        assertThat(status(second)).isEqualTo("pending_approval");
    }

    /// As when the line breaks.
    @ParameterizedTest
    @ValueSource(strings = {"", "Enter", "Enter,a", "Enter,r", "Enter,approve", "Enter,a,3"})
    void whoeverIsCutOffHasDecidedNothing(String typed) {
        var id = hold(typed.endsWith("3") ? HIDING : "one");
        var lines =
                Arrays.stream(typed.split(",", -1))
                        .map(line -> line.equals("Enter") ? "" : line)
                        .toArray(String[]::new);

        var ran = typed.isEmpty() ? typing() : typing(lines);

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).doesNotContain("is now");
        assertThat(status(id)).isEqualTo("pending_approval");
    }

    @Test
    void hiddenValuesAreApprovedByTheirNumberAlone() {
        var id = hold(HIDING);

        var ran = typing("1", "a", "", "a", "three", "a", "2", "", "a", "3", "");

        assertThat(ran.out())
                .containsSubsequence(
                        "hides 3 values",
                        "!! 3 values are hidden here:",
                        "!!   2 × payment card in Note",
                        "How many hidden values do you approve without having seen them? (they are 3;",
                        "Nothing was decided.",
                        "Nothing was decided.",
                        "This did not count: 3 values of this request are hidden from you",
                        id + " is now approved.")
                .doesNotContain("4111111111111111");
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void whatOthersDecideMeanwhileDoesNotCountTwice() {
        var id = hold("one");
        var script = Script.of("", "a", "", "s", "q");
        script.before().addAll(List.of(() -> {}, gate::approveTheOnlyOne));

        var ran = run(Optional.of(script), "approvals", "review");

        assertThat(ran.out())
                .contains(
                        "This did not count: the request is approved already",
                        "No call waits for a human.");
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void coloursAreOnATerminalOnly() {
        var id = hold("one");
        var coloured = new Script(new ArrayDeque<>(), new ArrayDeque<>(), Ink.COLOURS);

        assertThat(run(Optional.of(coloured), "approvals", "show", id).out())
                .contains("\u001b[1m== Note ==\u001b[0m");
        assertThat(run(Optional.of(Script.of()), "approvals", "show", id).out())
                .doesNotContain("\u001b");
        assertThat(run(Optional.empty(), "approvals", "show", id).out()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "xterm-256color, '', COLOURS",
        "xterm, 1, NONE",
        "dumb, '', NONE",
        "'', '', NONE",
    })
    void coloursAreWhereTheTerminalHasThem(String term, String noColor, Ink ink) {
        assertThat(Ink.of(Map.of("TERM", term, "NO_COLOR", noColor))).isEqualTo(ink);
    }

    @Test
    void hostileTextMovesNothingOnATerminal() {
        hold("\u001b[2J\u001b]0;owned\u0007\r\u202Ereversed\u200B");
        var coloured =
                new Script(new ArrayDeque<>(), new ArrayDeque<>(List.of("", "q")), Ink.COLOURS);

        var out = run(Optional.of(coloured), "approvals").out();

        assertThat(out.replaceAll("\u001b\\[[0-9;]+m", ""))
                .contains("\\u{1B}[2J\\u{1B}]0;owned\\u{7}\\u{D}\\u{202E}reversed\\u{200B}")
                .doesNotContain("\u001b", "\u0007", "\r", "\u202E", "\u200B");
    }

    @Test
    void aGrantIsMadeWithTheNumberOfHiddenValuesAlone() {
        gate.tool.irreversible = false;
        var id = hold(HIDING);
        for (var more : List.of("", " --accept-hidden 2", " --accept-hidden 0")) {
            var ran = grant(id, more);
            assertThat(ran.exit()).as(more).isEqualTo(1);
            assertThat(ran.err())
                    .startsWith("sallyport: ")
                    .contains("accept exactly 3", "--accept-hidden");
        }
        assertThat(run(Optional.empty(), "approvals", "list", "--grants").out())
                .isEqualTo("No active grants.\n");

        var made = grant(id, " --accept-hidden 3");

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).contains(id + " is now approved, and calls like it are granted:");
        assertThat(status(id)).isEqualTo("completed");
        var next = JsonNodeFactory.instance.objectNode().put("notebook", "guarded");
        assertThat(gate.call("write_note", next.put("text", "two")).path("status").asString())
                .isEqualTo("completed");
        assertThat(gate.tool.written).containsExactly(HIDING, "two");
        assertThat(run(Optional.empty(), "approvals", "list", "--grants").out())
                .contains("active  client:writer  write_note", "used 2 of 10, by user:ana");
    }

    private Ran grant(String id, String more) {
        return run(Optional.empty(), ("approvals grant " + id + " --for 1h" + more).split(" ", -1));
    }
}
