package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another project's code says of our logs and proofs: `examples/outside-verifier`, which needs Go. Where it cannot be
/// built, these tests fail.
final class OutsideVerifierTest {

    private static final Path PROGRAM = Path.of("../examples/outside-verifier/run");

    @TempDir Path root;

    private record Ran(int exit, String text) {}

    private static Ran run(String what, Path path, Path key)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                PROGRAM.toAbsolutePath().normalize().toString(),
                                what,
                                path.toString(),
                                key.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), text);
    }

    private static void accepted(String what, Path path, Path key, String named) throws Exception {
        var ran = run(what, path, key);
        assertThat(ran.text()).startsWith("outside-verifier: right: ").contains(named);
        assertThat(ran.exit()).isZero();
    }

    private static void refused(String what, Path path, Path key) throws Exception {
        var ran = run(what, path, key);
        assertThat(ran.text()).startsWith("outside-verifier: NOT right: ");
        assertThat(ran.exit()).isEqualTo(1);
    }

    private static Path key(TestLog test) {
        return test.directory().resolve(AuditLog.VERIFIER_KEY);
    }

    private static LogProofs proofs(TestLog test) throws ProofException {
        return LogProofs.open(test.directory(), Optional.empty());
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(root.resolve(name), text);
    }

    private static void flip(Path file, int at) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    /// A log that grew to these sizes, and the checkpoint of each.
    private static Map<Long, String> grow(TestLog test, List<Long> sizes) throws IOException {
        var notes = new LinkedHashMap<Long, String>();
        try (var log = test.open()) {
            for (long size : sizes) {
                while (log.size() < size) {
                    log.append(AuditRecord.of(Stage.DENIED).callId("c-" + log.size()).build());
                }
                log.sync();
                notes.put(size, Files.readString(test.directory().resolve(AuditLog.CHECKPOINT)));
            }
        }
        return notes;
    }

    @Test
    void logsOfManySizesAndTheirProofsAreRight() throws Exception {
        var test = new TestLog(root);
        var sizes = List.of(1L, 2L, 255L, 256L, 257L, 700L, 65_535L, 65_536L, 65_537L, 66_000L);
        var notes = new LinkedHashMap<Long, String>();
        for (long size : sizes) {
            notes.putAll(grow(test, List.of(size)));
            if (size < 1000) {
                accepted("log", test.directory(), key(test), size + " records of ");
            }
        }
        accepted("log", test.directory(), key(test), "66000 records of ");

        var proofs = proofs(test);
        for (long index : List.of(0L, 1L, 255L, 256L, 43_210L, 65_535L, 65_536L, 65_999L)) {
            var file = written(index + ".tlog-proof", proofs.inclusion(index).text());
            accepted("proof", file, key(test), "record " + index + " is among the 66000");
        }
        for (var older : notes.entrySet()) {
            var file = written("growth", proofs.consistency(older.getValue()).text());
            accepted("proof", file, key(test), "the first " + older.getKey() + " of 66000");
        }
    }

    @Test
    void whatWasChangedIsNotRight() throws Exception {
        var test = new TestLog(root.resolve("one"));
        var notes = grow(test, List.of(300L, 700L));
        var bundle = TilePath.entries(test.directory(), 1);
        var tile = TilePath.tile(test.directory(), 0, 1);
        var record = proofs(test).inclusion(300).text();
        var growth = proofs(test).consistency(Objects.requireNonNull(notes.get(300L))).text();
        var other = new TestLog(root.resolve("other"));
        grow(other, List.of(700L));

        accepted("log", test.directory(), key(test), "700 records");
        refused("log", test.directory(), key(other));
        refused("log", other.directory(), key(test));
        for (var file : List.of(bundle, tile, test.directory().resolve(AuditLog.CHECKPOINT))) {
            flip(file, 50);
            refused("log", test.directory(), key(test));
            flip(file, 50);
        }
        accepted("log", test.directory(), key(test), "700 records");

        for (var text : List.of(record, growth)) {
            var file = written("proof", text);
            accepted("proof", file, key(test), "700");
            refused("proof", file, key(other));
            for (var bad : changed(text)) {
                refused("proof", written("proof", bad), key(test));
            }
        }
    }

    @Test
    void aLogWhoseKeyWasChangedIsRightWithTheNewKeyAndTheChangeWithBoth() throws Exception {
        var test = new TestLog(root.resolve("log"));
        grow(test, List.of(300L));
        var old = Files.copy(key(test), root.resolve("old-vkey"));
        test.rotate();
        var handover = test.directory().resolve("handover/301");
        accepted("log", test.directory(), old, "301 records of ");
        grow(test, List.of(303L));

        accepted("log", test.directory(), key(test), "303 records of ");
        refused("log", test.directory(), old);
        for (var each : List.of(old, key(test))) {
            accepted("proof", handover, each, "record 300 is among the 301");
        }
    }

    /// Another of each hash, one hash less, another index, another end.
    private static List<String> changed(String proof) {
        var changed = new ArrayList<String>();
        var hash = StrictBase64.encode(new byte[Merkle.HASH_BYTES]);
        for (var line : proof.lines().filter(line -> line.length() == hash.length()).toList()) {
            changed.add(proof.replace(line, hash));
            changed.add(proof.replace(line + "\n", ""));
        }
        changed.add(proof.replaceFirst("index 300|old .", "index 301"));
        changed.add(proof.substring(0, proof.length() - 10));
        return changed;
    }
}
