package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.TestFiles;
import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The logs of two gates, verified together.
class AuditSetTest {

    @TempDir private Path root;

    @BeforeEach
    void runTwoGates() throws IOException {
        for (var name : List.of("one", "two")) {
            var directory = Files.createDirectory(root.resolve(name));
            new TestGate(directory, new NoteTool()).close();
        }
    }

    private String log(String name) {
        return root.resolve(name).resolve("audit").toString();
    }

    private static Ran verify(String... arguments) {
        return Ran.run(
                Stream.concat(Stream.of("audit", "verify", "--set"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void logsThatFitTogetherAreSound() throws IOException {
        // Closed between the first start of the other and its second.
        new TestGate(root.resolve("one"), new NoteTool()).close();

        var found = verify(log("one"), log("two"));

        assertThat(found.exit()).as(found.err()).isZero();
        assertThat(found.out())
                .contains(log("one") + ": sound: 6 records")
                .contains(log("one") + " was closed from ")
                .contains("key       the log's own copy")
                .endsWith("sound together: 2 logs\n");
        assertThat(found.err()).isEmpty();
    }

    @Test
    void theSameLogTwiceIsNotSound() throws IOException {
        TestFiles.copy(root.resolve("one"), root.resolve("copy"));

        var found = verify(log("one"), log("two"), log("copy"));
        var json = verify(log("one"), log("two"), log("copy"), "--json");

        assertThat(found.exit()).isEqualTo(1);
        assertThat(found.err()).contains("are both the log sallyport/").contains("do not fit");
        var answer = JsonMapper.shared().readTree(json.out());
        assertThat(json.exit()).isEqualTo(1);
        assertThat(answer.path("result").asString()).isEqualTo("tampered");
        assertThat(answer.path("faults").asInt()).isEqualTo(1);
        assertThat(answer.path("first_faults").path(0).path("kind").asString())
                .isEqualTo("same_origin");
        assertThat(answer.path("logs").path(2).path("result").asString()).isEqualTo("sound");
    }

    @Test
    void eachKeyIsForTheLogOfItsName() throws IOException {
        var right =
                verify(
                        log("one"),
                        log("two"),
                        "--key",
                        log("two") + "/vkey",
                        "--key",
                        log("one") + "/vkey");
        assertThat(right.exit()).as(right.err()).isZero();
        assertThat(right.out()).contains("key       the one you gave").doesNotContain("own copy");
        var half = verify(log("one"), log("two"), "--key", log("two") + "/vkey");
        assertThat(half.exit()).isEqualTo(1);
        assertThat(half.err()).contains(log("one") + ": ", "none of the keys given is its");

        // Whoever replaced a whole log cannot have its key.
        var kept = Files.copy(Path.of(log("one"), "vkey"), root.resolve("kept"));
        var directory = root.resolve("one");
        var origin = Files.readString(directory.resolve("keys/audit-key.origin"));
        TestFiles.delete(directory);
        Files.createDirectories(directory.resolve("keys"));
        Files.writeString(directory.resolve("keys/audit-key.origin"), origin);
        new TestGate(directory, new NoteTool()).close();
        assertThat(verify(log("one"), log("two")).exit()).isZero();
        assertThat(verify(log("one"), log("two"), "--key", kept.toString()).exit()).isEqualTo(1);
    }

    @Test
    void whatIsNoSetIsRefused() {
        assertThat(verify(log("one")).exit()).isEqualTo(2);
        assertThat(verify(log("one"), log("two"), "--dir", log("one")).exit()).isEqualTo(2);
        assertThat(verify(log("one"), root.resolve("none").toString()).exit()).isEqualTo(2);
    }
}
