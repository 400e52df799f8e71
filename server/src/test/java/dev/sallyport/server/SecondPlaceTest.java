package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.audit.AuditOpenException.Kind;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.cli.Ran;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A gate whose state is in PostgreSQL keeps its newest checkpoint there.
@Timeout(120)
class SecondPlaceTest {

    @TempDir private Path root;
    private Path directory = Path.of("");
    private String state = "";

    @BeforeEach
    void database() throws IOException {
        directory = Files.createDirectory(root.resolve("gate"));
        state = TestDatabase.POSTGRESQL.fresh(root);
    }

    private TestGate open(Path of) throws IOException {
        return new TestGate(of, new NoteTool(), "listen: \"127.0.0.1:0\"", "", state);
    }

    private Ran verify() {
        return Ran.run(
                "audit", "verify", "--config", directory.resolve("sallyport.yaml").toString());
    }

    private void refused(Path of, Kind kind) {
        assertThatThrownBy(() -> open(of))
                .isInstanceOfSatisfying(
                        AuditOpenException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /// The one log's checkpoint in the database.
    private String stored() {
        try (var store = StateStore.open(state)) {
            return store.read(h ->
                    h.createQuery("SELECT note FROM log_checkpoint").mapTo(String.class).one());
        }
    }

    private void forget() {
        try (var store = StateStore.open(state)) {
            int rows = store.write(h -> h.execute("DELETE FROM log_checkpoint"));
            assertThat(rows).isEqualTo(1);
        }
    }

    @Test
    void aRestoredDiskIsRefusedWithEverythingThatIsOnIt() throws IOException {
        open(directory).close();
        var backup = root.resolve("backup");
        TestFiles.copy(directory, backup);
        open(directory).close();
        assertThat(verify().exit()).isZero();

        TestFiles.delete(directory);
        TestFiles.copy(backup, directory);

        refused(directory, Kind.ROLLED_BACK);
        var found = verify();
        assertThat(found.exit()).isEqualTo(3);
        assertThat(found.err()).startsWith("rolled back: ");
        // The disk by itself is sound.
        var alone = Ran.run("audit", "verify", "--dir", directory.resolve("audit").toString());
        assertThat(alone.exit()).isZero();
    }

    @Test
    void aLogThatWasKeptBesideItsKeyMovesAndIsNotLetInWithoutThatCopy() throws IOException {
        open(directory).close();
        forget();
        open(directory).close();
        assertThat(directory.resolve("keys/audit-key.checkpoint")).hasContent(stored());
        assertThat(directory.resolve("audit/checkpoint")).hasContent(stored());

        forget();
        Files.delete(directory.resolve("keys/audit-key.checkpoint"));
        refused(directory, Kind.MISCONFIGURED);
    }

    @Test
    void aGateOfAnotherLogOnTheSameStateHasItsOwn() throws IOException {
        var other = Files.createDirectory(root.resolve("other"));
        try (var _ = open(directory);
                var _ = open(other)) {
            try (var store = StateStore.open(state)) {
                int rows =
                        store.read(h ->
                                h.createQuery("SELECT COUNT(*) FROM log_checkpoint")
                                        .mapTo(Integer.class)
                                        .one());
                assertThat(rows).isEqualTo(2);
            }
        }
        assertThat(verify().exit()).isZero();
    }

    /// A copied machine, started beside the first.
    @Test
    void aCopyOfALogThatIsSignedElsewhereIsRefused() throws IOException {
        open(directory).close();
        var before = stored();
        var copy = root.resolve("copy");
        TestFiles.copy(directory, copy);

        try (var first = open(directory)) {
            while (stored().equals(before)) {
                Thread.onSpinWait();
            }
            refused(copy, Kind.ROLLED_BACK);
            assertThat(first.gate.ready()).isTrue();
        }
    }

    @Test
    void aStateThatDoesNotAnswerIsNoVerdict() throws IOException {
        open(directory).close();
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst(
                                "jdbc:postgresql://[^\"?]*", "jdbc:postgresql://127.0.0.1:1/x"));

        var found = verify();

        assertThat(found.exit()).isEqualTo(2);
        assertThat(found.err()).startsWith("sallyport: the state does not open");
    }
}
