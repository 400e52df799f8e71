package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// The index of calls made anew by an operator.
class AuditIndexCommandTest {

    private static final String GARBAGE = "this was an index\n".repeat(500);

    @TempDir private Path directory;

    private List<String> calls = List.of();

    @BeforeEach
    void callSomething() throws IOException {
        try (var gate = new TestGate(directory, new NoteTool())) {
            calls = IntStream.range(0, 3).mapToObj(_ -> call(gate)).toList();
        }
    }

    private static String call(TestGate gate) {
        var note = JsonNodeFactory.instance.objectNode();
        note.put("target", "shared").put("text", "buy milk").put("reason", "so that it is there");
        return gate.call("write_note", note).path("call_id").stringValue();
    }

    private Ran index(String... more) {
        var arguments =
                IntStream.range(0, 4 + more.length)
                        .mapToObj(i -> i < 4 ? "" : more[i - 4])
                        .toArray(String[]::new);
        arguments[0] = "audit";
        arguments[1] = "index";
        arguments[2] = "--config";
        arguments[3] = directory.resolve("sallyport.yaml").toString();
        return Ran.run(arguments);
    }

    private Path file() throws IOException {
        try (var all = Files.walk(directory)) {
            return all.filter(each -> each.endsWith("calls.db")).findFirst().orElseThrow();
        }
    }

    @Test
    void anIndexThatIsNoneIsReplacedWhole() throws IOException {
        var file = file();
        Files.writeString(file, GARBAGE);
        Files.writeString(file.resolveSibling("calls.db-wal"), GARBAGE);

        var ran = index("--json");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"unreadable\":0").doesNotContain("\"records\":0");
        assertThat(file.resolveSibling("calls.db-wal")).doesNotExist();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .startsWith("SQLite format 3");
        var made = Files.getAttribute(file, "unix:ino");
        try (var gate = new TestGate(directory, new NoteTool())) {
            for (var call : calls) {
                assertThat(gate.history().call(call)).isPresent();
            }
            // It is the one that the gate uses.
            assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(made);
        }
        assertThat(index().out()).contains("calls.db` from ", " records, ");
    }

    @Test
    void aRunningGateKeepsItsIndex() throws IOException {
        try (var gate = new TestGate(directory, new NoteTool())) {
            var before = Files.getAttribute(file(), "unix:ino");

            var ran = index();

            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err()).contains("end the gate that runs there first");
            assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(before);
            assertThat(gate.history().call(calls.getFirst())).isPresent();
        }
    }

    @Test
    void aRecordThatCannotBeReadIsTold() throws IOException {
        try (var all = Files.walk(directory.resolve("audit/tile/entries"))) {
            for (var each : all.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(each);
                // The braces of the first record.
                bytes[2] = 'x';
                Files.write(each, bytes);
            }
        }

        var ran = index();

        assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err()).contains("cannot be read and are not in it", "audit verify");
    }

    @Test
    void withoutALogTheOldOneStays() throws IOException {
        var file = file();
        var before = Files.readAllBytes(file);
        Files.move(directory.resolve("audit"), directory.resolve("elsewhere"));

        var ran = index();

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no log in `");
        assertThat(directory.resolve("audit")).doesNotExist();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}
