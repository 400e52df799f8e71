package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.HostileGate;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.hostile.Seen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// No text from outside does anything on a terminal but stand there, whatever the command.
class HostileTerminalTest {

    @TempDir private static Path directory;

    private static HostileGate hostile;
    private static Map<String, String> environment = Map.of();

    @BeforeAll
    static void open() throws IOException {
        hostile = new HostileGate(directory, new NoteTool(), "");
        hostile.fillAll();
        environment =
                Map.of(
                        "SALLYPORT_URL",
                        hostile.gate.url().toString(),
                        "SALLYPORT_TOKEN",
                        hostile.gate.token("editor", Set.of(), true));
    }

    @AfterAll
    static void close() {
        hostile.close();
    }

    private record Typist(Queue<String> lines, Ink ink) implements Terminal {
        @Override
        public Optional<String> line() {
            return Optional.ofNullable(lines.poll());
        }
    }

    /// What was printed on both outputs, without the colours that are ours.
    private static String run(Ink ink, List<String> typed, String... arguments) {
        var all = new StringWriter();
        var terminal = new Typist(new ArrayDeque<>(typed), ink);
        int exit =
                Cli.commandLine(
                                new Surroundings(
                                        environment, Optional.of(terminal), Clock.systemUTC()))
                        .setOut(new PrintWriter(all, true))
                        .setErr(new PrintWriter(all, true))
                        .execute(arguments);
        assertThat(exit).isBetween(0, 2);
        assertThat(all.toString()).isNotEmpty();
        return all.toString().replaceAll("\u001B\\[(0|1|1;31|31|32|36)m", "");
    }

    private static void assertSeen(String... arguments) {
        Seen.assertSeen(String.join(" ", arguments), run(Ink.COLOURS, List.of(), arguments));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approvals list --state all",
                "approvals list --state all --json",
                "approvals list --grants --state all",
                "approvals delegations",
                "approvals delegations --json",
                "approvals",
            })
    void listsHaveNothingRaw(String command) {
        assertSeen(command.split(" ", -1));
    }

    @ParameterizedTest
    @EnumSource(Ink.class)
    void aRequestHasNothingRawAndNoLineOfItPassesForOurs(Ink ink) {
        for (var attack : Attack.all()) {
            if (!HostileGate.isText(attack)) {
                continue;
            }
            var id = hostile.request(attack).id();
            var shown = run(ink, List.of(), "approvals", "show", id);

            Seen.assertSeen(attack.name(), shown);
            // After the first line and the titles of sections, all of it is indented.
            assertThat(
                            shown.lines()
                                    .skip(1)
                                    .filter(line -> line.contains(HostileGate.mark(attack))))
                    .isNotEmpty()
                    .allMatch(line ->
                            line.startsWith("  ")
                                    || line.startsWith("== ")
                                    || line.startsWith("!! "));
            if (ink == Ink.NONE) {
                continue;
            }
            var json = run(ink, List.of(), "approvals", "show", id, "--json");
            assertThat(json.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F));
            assertThat(JsonMapper.shared().readTree(json).path("summary").stringValue())
                    .contains(HostileGate.mark(attack));
        }
    }

    @Test
    void whoDecidesAtThePromptSeesNothingRaw() {
        for (int i = 1; i <= 10; i++) {
            var printed = run(Ink.COLOURS, List.of("" + i, "s", "q"), "approvals", "review");
            Seen.assertSeen("the prompt", printed);
            assertThat(printed).contains("[a]pprove");
        }
    }

    @Test
    void theRecordHasNothingRaw() {
        var log = directory.resolve("audit").toString();
        // Of each of these there is one of every attack.
        for (var stage : List.of("intent", "outcome", "held", "denied", "delegated")) {
            assertSeen("audit", "list", "--dir", log, "--limit", "1000", "--stage", stage);
            assertSeen(
                    "audit", "list", "--dir", log, "--limit", "1000", "--stage", stage, "--json");
        }
        for (var attack : Attack.all()) {
            if (HostileGate.isText(attack) && attack.number() % 10 == 0) {
                var call = hostile.callId(attack);
                assertSeen("audit", "show", call, "--dir", log);
            }
        }
    }

    @Test
    void whatIsTypedIsNotGivenBackRaw() throws IOException {
        var policy = directory.resolve("small.yaml");
        Files.writeString(policy, "roles: { none: {} }\n");
        var log = directory.resolve("audit").toString();
        var config = directory.resolve("sallyport.yaml").toString();
        for (var attack : Attack.all()) {
            // The system hands over no text with this in it.
            var text = attack.text().replace("\0", "");
            assertSeen("approvals", "show", "7" + text);
            assertSeen("approvals", "list", "--state", text);
            assertSeen("approvals", text);
            assertSeen("audit", "list", "--stage", text, "--dir", log);
            assertSeen("key", "create", text, "--expires", text, "--config", config);
            assertSeen("policy", "check", directory + "/7" + text.replace("/", ""));
            assertSeen("policy", "who", "--policy", policy.toString(), "--tool", text);
        }
    }

    @Test
    void aRoleMapIsJudgedWithNothingRaw() throws IOException {
        var file = directory.resolve("hostile.yaml");
        for (var attack : Attack.all()) {
            var yaml = new StringBuilder();
            attack.text()
                    .codePoints()
                    .filter(cp -> cp < 0xD800 || cp > 0xDFFF)
                    .forEach(cp -> yaml.append("\\U%08X".formatted(cp)));
            Files.writeString(
                    file,
                    """
                    roles:
                      writer:
                        description: "%1$s"
                        permit:
                          - { tools: ["%1$s"], on: { notebook: "%1$s" }, "%1$s": 1 }
                    bindings:
                      - { role: "%1$s", to: ["client:%1$s", "group:%1$s"] }
                    "%1$s": 1
                    """
                            .formatted(yaml));
            assertSeen("policy", "check", file.toString());
        }
    }
}
