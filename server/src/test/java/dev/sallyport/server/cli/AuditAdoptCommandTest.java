package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gate whose log lost its second place.
class AuditAdoptCommandTest {

    @TempDir private Path directory;

    @BeforeEach
    void recordSomething() throws IOException {
        new TestGate(directory, new NoteTool()).close();
    }

    private Path copy() {
        return directory.resolve("keys/audit-key.checkpoint");
    }

    private Ran adopt(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "adopt",
                                "--config",
                                directory.resolve("sallyport.yaml").toString()));
        arguments.addAll(List.of(more));
        return Ran.run(arguments.toArray(String[]::new));
    }

    private Ran verify(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "verify",
                                "--config",
                                directory.resolve("sallyport.yaml").toString()));
        arguments.addAll(List.of(more));
        return Ran.run(arguments.toArray(String[]::new));
    }

    @Test
    void withoutItVerifyingSaysWhatTheGateSaysAndWhatToDo() throws IOException {
        assertThat(verify().exit()).isZero();
        Files.delete(copy());

        var found = verify();
        assertThat(found.exit()).isEqualTo(2);
        assertThat(found.err()).contains("is gone from its second place", "sallyport audit adopt");
        assertThat(found.out()).doesNotContain("sound");
        assertThat(verify("--json").out()).contains("\"result\":\"unreadable\"");

        Files.delete(directory.resolve("keys/audit-key.origin"));
        assertThat(verify().exit()).isEqualTo(2);
        assertThat(verify().err()).contains("is gone from its second place");
        // What is tampered with is that, whatever else is missing.
        Files.writeString(directory.resolve("audit/checkpoint"), "nothing");
        assertThat(verify().exit()).isEqualTo(1);
    }

    private String root() throws IOException {
        return Files.readAllLines(directory.resolve("audit/checkpoint")).get(2);
    }

    @Test
    void itIsTakenOverByItsRootAndThatIsOnRecord() throws IOException {
        Files.delete(copy());
        assertThatThrownBy(() -> new TestGate(directory, new NoteTool()))
                .isInstanceOf(AuditOpenException.class);
        var root = root();

        var asked = adopt();
        assertThat(asked.exit()).isEqualTo(1);
        assertThat(asked.err()).contains("sound: 3 records", root, "--root");
        assertThat(adopt("--root", root.replace(root.charAt(3), '!')).exit()).isEqualTo(1);
        assertThat(copy()).doesNotExist();

        var done = adopt("--root", root);
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).startsWith("Taken over: 3 records of sallyport/");
        new TestGate(directory, new NoteTool()).close();
        assertThat(TestGate.records(directory, Set.of(Stage.LOG_ADOPTED)))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.details())
                                .containsEntry("size", "3")
                                .containsEntry("root", root));
    }

    /// As a gate leaves it that was killed; or as whoever can write to the directory does.
    @Test
    void whatIsUnderNoSignatureIsToldBeforeAndAfter() throws IOException {
        var killed = directory.resolve("killed");
        try (var log = openWithoutSigning()) {
            for (int i = 0; i < 2; i++) {
                log.append(AuditRecord.of(Stage.START).build());
            }
            copyFiles(directory.resolve("audit"), killed);
        }
        copyFiles(killed, directory.resolve("audit"));
        Files.delete(copy());
        var root = root();

        assertThat(adopt().err()).contains("2 newer records are under no signature");
        assertThat(adopt("--root", root).exit()).isZero();

        assertThat(TestGate.records(directory, Set.of(Stage.LOG_ADOPTED)))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.details())
                                .containsEntry("root", root)
                                .containsEntry("unsigned", "2"));
    }

    private AuditLog openWithoutSigning() throws IOException {
        var origin = Files.readString(directory.resolve("keys/audit-key.origin")).strip();
        return AuditLog.open(
                directory.resolve("audit"),
                AuditOptions.of(
                                origin,
                                directory.resolve("keys/audit-key"),
                                new FileCheckpointStore(copy()))
                        .withCheckpointEvery(Duration.ofHours(1)));
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var each : all.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(each));
                Files.createDirectories(copy.getParent());
                Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void aCheckpointThatIsThereCounts() throws IOException {
        var before = Files.readString(copy());

        assertThat(adopt("--root", root()).exit()).isEqualTo(1);

        assertThat(copy()).hasContent(before);
        assertThat(TestGate.records(directory, Set.of(Stage.LOG_ADOPTED))).isEmpty();
    }

    @Test
    void whatIsNotSoundIsNotTakenOver() throws IOException {
        Files.delete(copy());
        var vkey = directory.resolve("audit/vkey");
        Files.writeString(vkey, Files.readString(vkey).replaceFirst("^s", "x"));

        var refused = adopt("--root", root());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("tampered: ");
        assertThat(copy()).doesNotExist();
    }
}
