package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditProofCommandTest {

    @TempDir private Path root;

    private Path log() {
        return root.resolve("log");
    }

    private Path key() {
        return log().resolve("vkey");
    }

    private Path out(String name) {
        return root.resolve(name);
    }

    private Path older() {
        return root.resolve("older");
    }

    /// Four records, a checkpoint that is kept, and four more.
    @BeforeEach
    void write() throws IOException {
        write("log", 2);
        Files.copy(log().resolve("checkpoint"), older());
        for (var file : List.of("", "-key", "-checkpoint")) {
            copy(root.resolve("log" + file), root.resolve("twin" + file));
        }
        write("log", 2);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void write(String name, int calls) {
        var options =
                AuditOptions.of(
                        "test/proofs",
                        root.resolve(name + "-key"),
                        new FileCheckpointStore(root.resolve(name + "-checkpoint")));
        try (var log = AuditLog.open(root.resolve(name), options)) {
            long first = log.size() / 2;
            for (long i = first; i < first + calls; i++) {
                for (var stage : List.of(Stage.RECEIVED, Stage.DENIED)) {
                    var _ =
                            log.append(
                                    AuditRecord.of(stage)
                                            .callId("call-" + i)
                                            .principal("client:bot-é", "agent")
                                            .build());
                }
            }
        }
    }

    private Path proof(Object... arguments) {
        var file =
                out(
                        "proof-"
                                + String.join(
                                                "-",
                                                Stream.of(arguments).map(Object::toString).toList())
                                        .replace('/', '_'));
        var all = Stream.concat(Stream.of("audit", "proof"), Stream.of(arguments));
        var made = run(Stream.concat(all, Stream.of("--dir", log(), "--out", file)).toArray());
        assertThat(made.exit()).as(made.err()).isZero();
        return file;
    }

    @Test
    void aRecordIsProvenToWhoeverHasTheKey() throws IOException {
        var file = proof("--index", 3);

        var checked = run("audit", "proof", "check", file, "--key", key());

        assertThat(Files.readString(file)).startsWith("c2sp.org/tlog-proof@v1\n");
        assertThat(checked.exit()).as(checked.err()).isZero();
        assertThat(checked.out())
                .startsWith("proven: record 3 of test/proofs\n")
                .contains("signed    8 records, root ")
                .contains("\"call_id\" : \"call-1\"");
        var json = run("audit", "proof", "check", file, "--key", key(), "--json").json();
        assertThat(json.path("result").asString()).isEqualTo("proven");
        assertThat(json.path("index").asLong()).isEqualTo(3);
        assertThat(json.path("record").asString()).contains("client:bot-é");
    }

    @Test
    void whatIsPrintedIsWhatIsWritten() throws IOException {
        var file = proof("--index", 3);

        var printed = run("audit", "proof", "--index", 3, "--dir", log());
        var json = run("audit", "proof", "--index", 3, "--dir", log(), "--json").json();

        assertThat(printed.out()).isEqualTo(Files.readString(file));
        assertThat(json.path("proofs").get(0).path("proof").asString()).isEqualTo(printed.out());
        assertThat(json.path("proofs").get(0).path("size").asLong()).isEqualTo(8);
    }

    @Test
    void allRecordsOfACallAreProven() throws IOException {
        var directory = Files.createDirectory(out("proofs"));

        var several = run("audit", "proof", "call-1", "--dir", log());
        var made = run("audit", "proof", "call-1", "--dir", log(), "--out", directory);
        var one = proof("call-1", "--stage", "denied");

        var oneFile = run("audit", "proof", "call-1", "--dir", log(), "--out", out("x"), "--json");
        var json = run("audit", "proof", "call-1", "--dir", log(), "--json").json();

        assertThat(several.exit()).isEqualTo(2);
        assertThat(oneFile.exit()).isEqualTo(2);
        assertThat(out("x")).doesNotExist();
        assertThat(json.path("proofs").size()).isEqualTo(2);
        assertThat(several.err()).contains("2 received, 3 denied").contains("--stage");
        assertThat(made.exit()).isZero();
        assertThat(made.out().lines()).hasSize(2);
        for (var name : List.of("2.tlog-proof", "3.tlog-proof")) {
            assertThat(
                            run("audit", "proof", "check", directory.resolve(name), "--key", key())
                                    .exit())
                    .isZero();
        }
        assertThat(directory.resolve("3.tlog-proof")).hasSameTextualContentAs(one);
    }

    @Test
    void theLogIsProvenToHaveOnlyGrown() {
        var file = proof("--from", older());

        var checked = run("audit", "proof", "check", file, "--key", key());
        var compared =
                run("audit", "proof", "check", file, "--key", key(), "--checkpoint", older());
        var json = run("audit", "proof", "check", file, "--key", key(), "--json").json();

        assertThat(checked.exit()).as(checked.err()).isZero();
        assertThat(checked.out())
                .startsWith("proven: test/proofs only grew")
                .contains("older     4 records")
                .contains("newer     8 records")
                .contains("--checkpoint");
        assertThat(compared.exit()).isZero();
        assertThat(compared.out()).doesNotContain("--checkpoint");
        assertThat(json.path("older_size").asLong()).isEqualTo(4);
    }

    @Test
    void aRecordThatWasKeptIsCompared() throws IOException {
        var file = proof("--index", 3);
        var json = run("audit", "proof", "check", file, "--key", key(), "--json").json();
        var record = out("record.json");

        Files.writeString(record, json.path("record").asString() + "\n");
        assertThat(check(file, "--record", record).exit()).isZero();
        Files.writeString(record, json.path("record").asString().replace("call-1", "call-2"));
        var other = check(file, "--record", record);

        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).startsWith("not proven: ");
        assertThat(check(proof("--from", older()), "--record", record).exit()).isEqualTo(2);
        assertThat(check(file, "--record", out("none")).exit()).isEqualTo(2);
    }

    private Ran check(Path file, Object... more) {
        return run(
                Stream.concat(
                                Stream.of("audit", "proof", "check", file, "--key", key()),
                                Stream.of(more))
                        .toArray());
    }

    @Test
    void damageEndsWithOne() throws IOException {
        var file = proof("--index", 3);
        var text = Files.readString(file);
        Files.writeString(file, text.replace("index 3", "index 2"));
        var moved = check(file);
        Files.writeString(file, text.substring(0, text.length() - 9));
        var torn = check(file);
        flip(log().resolve("tile/entries/000.p/8"));
        var damaged = run("audit", "proof", "--index", 3, "--dir", log());
        var growth = run("audit", "proof", "--from", older(), "--dir", log());

        assertThat(moved.exit()).isEqualTo(1);
        assertThat(torn.exit()).isEqualTo(1);
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.out()).isEmpty();
        assertThat(damaged.err()).startsWith("not proven: ").contains("audit verify");
        assertThat(growth.exit()).as("needs no records").isZero();
    }

    /// Somewhere in record 3.
    private static void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2 - 20] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatCannotBeReadEndsWithTwo() throws IOException {
        var noProof = Files.writeString(out("no-proof"), "hello\n");
        var large = Files.write(out("large"), new byte[300 * 1024]);

        for (var ran :
                List.of(
                        check(noProof),
                        check(large),
                        check(out("none")),
                        run("audit", "proof", "check", noProof, "--key", large),
                        run("audit", "proof", "check", noProof, "--key", noProof),
                        run("audit", "proof", "check", noProof),
                        run("audit", "proof", "--index", 8, "--dir", log()),
                        run("audit", "proof", "--index", -1, "--dir", log()),
                        run("audit", "proof", "--index", 0, "--dir", root.resolve("none")),
                        run("audit", "proof", "--index", 0),
                        run("audit", "proof", "call-9", "--dir", log()),
                        run("audit", "proof", "call-1", "--stage", "none", "--dir", log()),
                        run("audit", "proof", "call-1", "--index", 1, "--dir", log()),
                        run("audit", "proof", "--dir", log()),
                        run("audit", "proof", "--index", 0, "--stage", "denied", "--dir", log()),
                        run("audit", "proof", "--from", out("none"), "--dir", log()),
                        run("audit", "proof", "--index", 0, "--dir", log(), "--out", noProof))) {
            assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines().count()).isBetween(1L, 2L);
        }
        assertThat(noProof).hasContent("hello\n");
    }

    @Test
    void anotherLogAndAnotherPastAreToldApart() throws IOException {
        var file = proof("--from", older());
        var newer = Files.copy(log().resolve("checkpoint"), out("newer"));
        write("other", 1);
        var otherKey = root.resolve("other/vkey");
        var otherCheckpoint = root.resolve("other/checkpoint");

        var foreign = run("audit", "proof", "check", file, "--key", otherKey);
        var unknown = check(file, "--checkpoint", otherCheckpoint);
        assertThat(foreign.exit()).isEqualTo(1);
        assertThat(unknown.exit()).isEqualTo(1);

        // The same key signs another history.
        var twin = root.resolve("twin");
        var back = run("audit", "proof", "--from", newer, "--dir", twin);
        var json = run("audit", "proof", "--from", newer, "--dir", twin, "--json");
        write("twin", 3);
        var fork = run("audit", "proof", "--from", newer, "--dir", twin);
        var elsewhere = run("audit", "proof", "--index", 0, "--dir", twin, "--out", out("twin-0"));
        var kept = check(out("twin-0"), "--checkpoint", newer);

        assertThat(back.exit()).as(back.err()).isEqualTo(3);
        assertThat(back.err()).startsWith("rolled back: ");
        assertThat(json.exit()).isEqualTo(3);
        assertThat(json.json().path("result").asString()).isEqualTo("rolled_back");
        assertThat(fork.exit()).as(fork.err()).isEqualTo(3);
        assertThat(fork.err()).startsWith("forked: ");
        assertThat(elsewhere.exit()).isZero();
        assertThat(kept.exit()).isEqualTo(2);
        assertThat(kept.err()).contains("says nothing about the checkpoint you kept");
    }

    @Test
    void whatIsNoJsonIsShownAsItIs() {
        assertThat(AuditShowCommand.pretty("{\"a\":1}")).contains("\"a\" : 1");
        assertThat(AuditShowCommand.pretty("{\"seq\":1,x}")).isEqualTo("{\"seq\":1,x}");
        assertThat(AuditShowCommand.pretty("[".repeat(60_000))).hasSize(60_000);
    }
}
