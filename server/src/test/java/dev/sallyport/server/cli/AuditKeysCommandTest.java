package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The keys of a gate's log, with the gate stopped and started between.
class AuditKeysCommandTest {

    @TempDir private Path directory;

    @BeforeEach
    void recordSomething() throws IOException {
        run();
    }

    /// Start and stop are on record.
    private void run() throws IOException {
        new TestGate(directory, new NoteTool()).close();
    }

    private Path log() {
        return directory.resolve("audit");
    }

    private Ran rotate(String... more) {
        var arguments =
                new String[] {
                    "audit", "keys", "rotate", "--config", directory.resolve("sallyport.yaml") + ""
                };
        var all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Ran.run(all);
    }

    private Ran keys(String command, Path key) {
        return Ran.run(
                "audit", "keys", command, "--dir", log().toString(), "--key", key.toString());
    }

    private Ran verify(Path key) {
        return Ran.run("audit", "verify", "--dir", log().toString(), "--key", key + "");
    }

    @Test
    void aGateGoesOnWithANewKeyAndTheOldPublicKeyStillVerifies() throws IOException {
        var old = Files.copy(log().resolve("vkey"), directory.resolve("old"));

        var rotated = rotate();

        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(log().resolve("vkey")).hasContent(rotated.out().strip());
        assertThat(rotated.err()).contains("Back up `");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("keys/audit-key"))))
                .isEqualTo("rw-------");
        run();
        for (var key : new Path[] {old, log().resolve("vkey")}) {
            assertThat(verify(key).exit()).as(verify(key).err()).isZero();
        }
        assertThat(verify(old).out())
                .contains("the signing key was changed once by record")
                .contains("the key you gave was replaced; the newest is " + rotated.out().strip());
    }

    @Test
    void theListTellsWhichKeySignedWhat() throws IOException {
        var old = Files.copy(log().resolve("vkey"), directory.resolve("old"));
        var json = JsonMapper.shared().readTree(rotate("--json").out());
        var size = json.path("index").asLong() + 1;

        var list = keys("list", old);

        assertThat(list.out())
                .isEqualTo(
                        "0 "
                                + Files.readString(old)
                                + size
                                + " "
                                + json.path("key").asString()
                                + "\n");
        var other = new TestOther(directory.resolve("other")).key();
        assertThat(keys("list", other).exit()).isEqualTo(1);
        assertThat(verify(other).exit()).isEqualTo(1);
    }

    /// A log of its own.
    private record TestOther(Path directory) {
        Path key() throws IOException {
            Files.createDirectories(directory);
            new TestGate(directory, new NoteTool()).close();
            return directory.resolve("audit/vkey");
        }
    }

    @Test
    void aProofAcrossTheChangeIsCheckedWithTheListOfKeys() throws IOException {
        var older = Files.copy(log().resolve("checkpoint"), directory.resolve("older"));
        var old = Files.copy(log().resolve("vkey"), directory.resolve("old"));
        rotate();
        run();
        var proof = directory.resolve("proof");
        var made =
                Ran.run(
                        "audit",
                        "proof",
                        "--from",
                        older + "",
                        "--dir",
                        log() + "",
                        "--out",
                        proof + "");
        assertThat(made.exit()).as(made.err()).isZero();
        var list = Files.writeString(directory.resolve("keys.txt"), keys("list", old).out());

        assertThat(check(proof, list).exit()).as(check(proof, list).err()).isZero();
        assertThat(check(proof, old).exit()).isEqualTo(1);
        assertThat(check(proof, log().resolve("vkey")).exit()).isEqualTo(1);
    }

    private static Ran check(Path proof, Path key) {
        return Ran.run("audit", "proof", "check", proof + "", "--key", key + "");
    }

    private Path bundle(String name, Path key) {
        var file = directory.resolve(name);
        var made =
                Ran.run(
                        "audit",
                        "bundle",
                        "--from",
                        "0",
                        "--to",
                        "1",
                        "--dir",
                        log() + "",
                        "--key",
                        key + "",
                        "--out",
                        file + "");
        assertThat(made.exit()).as(made.err()).isZero();
        return file;
    }

    private static Ran checkBundle(Path bundle, Path key) {
        return Ran.run("audit", "bundle", "check", bundle + "", "--key", key + "");
    }

    @Test
    void aBundleFromBeforeTheChangeIsCheckedWithTheListOfKeys() throws IOException {
        var old = Files.copy(log().resolve("vkey"), directory.resolve("old"));
        var bundle = bundle("old.zip", old);
        rotate();
        run();
        var list = Files.writeString(directory.resolve("keys.txt"), keys("list", old).out());

        assertThat(checkBundle(bundle, list).exit()).as(checkBundle(bundle, list).err()).isZero();
        assertThat(checkBundle(bundle, old).exit()).isZero();
        assertThat(checkBundle(bundle, log().resolve("vkey")).exit()).isEqualTo(1);
    }

    @Test
    void aBundleHasTheKeyThatSignedItsCheckpointWhicheverWasGiven() throws IOException {
        var old = Files.copy(log().resolve("vkey"), directory.resolve("old"));
        rotate();
        run();
        var bundle = bundle("new.zip", old);

        var inside = directory.resolve("inside");
        try (var zip = new ZipFile(bundle.toFile())) {
            Files.copy(zip.getInputStream(Objects.requireNonNull(zip.getEntry("vkey"))), inside);
        }
        assertThat(inside).hasSameTextualContentAs(log().resolve("vkey"));
        assertThat(checkBundle(bundle, inside).exit()).isZero();
    }

    @Test
    void aGateThatRunsKeepsItsKey() throws IOException {
        try (var _ = new TestGate(directory, new NoteTool())) {
            var refused = rotate();
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err()).contains("end the gate that runs there first");
        }
        assertThat(log().resolve("handover")).doesNotExist();
    }

    @Test
    void whereNoGateEverRanThereIsNothingToChange() throws IOException {
        Files.move(directory.resolve("keys"), directory.resolve("aside"));
        var refused = rotate();
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("ever made a log");
        assertThat(directory.resolve("keys")).doesNotExist();
    }
}
