package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.ProofException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogProofsTest {

    @TempDir Path root;

    private static void append(AuditLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.append(AuditRecord.of(Stage.DENIED).callId("c-" + i).build());
        }
    }

    private TestLog logOf(int records) {
        var test = new TestLog(root.resolve("of-" + records));
        try (var log = test.open()) {
            append(log, records);
        }
        return test;
    }

    private static LogProofs proofs(TestLog test) throws ProofException {
        return LogProofs.open(test.directory(), Optional.empty());
    }

    private static VerifierKey key(TestLog test) {
        return VerifierKey.parse(text(test.directory().resolve(AuditLog.VERIFIER_KEY)));
    }

    private static String note(TestLog test) {
        return text(test.directory().resolve(AuditLog.CHECKPOINT));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Proof throughAFile(Proof proof) throws ProofException {
        var read = Proof.read(proof.text().getBytes(StandardCharsets.UTF_8));
        assertThat(read).isEqualTo(proof);
        return read;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(
            Kind kind, Callable<?> what) {
        return assertThatThrownBy(what::call)
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void everyRecordIsProvenToWhomHasTheKeyAlone() throws ProofException, IOException {
        for (int size : List.of(1, 2, 3, 255, 256, 257, 600)) {
            var test = logOf(size);
            var check = new ProofCheck(key(test));
            var reader = AuditReader.open(test.directory());
            var proofs = proofs(test);

            for (int i = 0; i < proofs.checkpoint().size(); i++) {
                var proof = (Proof.Inclusion) throughAFile(proofs.inclusion(i));
                var included = check.check(proof, Optional.empty());

                assertThat(included.index()).isEqualTo(i);
                assertThat(included.record()).isEqualTo(reader.get(i).orElseThrow().json());
                assertThat(included.checkpoint()).isEqualTo(proofs.checkpoint());
            }
        }
    }

    @Test
    void aRecordThatWasKeptIsProvenAndAnotherIsNot() throws ProofException {
        var test = logOf(10);
        var check = new ProofCheck(key(test));
        var proof = proofs(test).inclusion(3);
        var bare = new Proof.Inclusion(Optional.empty(), 3, proof.hashes(), proof.checkpoint());
        var record = check.check(proof, Optional.empty()).record().getBytes(StandardCharsets.UTF_8);
        var other = record.clone();
        other[20] ^= 1;

        assertThat(check.check(bare, Optional.of(record)).index()).isEqualTo(3);
        refused(Kind.FAULT, () -> check.check(bare, Optional.of(other)));
        refused(Kind.FAULT, () -> check.check(proof, Optional.of(other)));
        refused(Kind.ABSENT, () -> check.check(bare, Optional.empty()));
    }

    @Test
    void theLogIsProvenToHaveOnlyGrown() throws ProofException {
        var test = new TestLog(root);
        var notes = new ArrayList<String>();
        try (var log = test.open()) {
            for (int step : List.of(1, 1, 1, 60, 193, 1, 255, 1, 100)) {
                append(log, step);
                log.sync();
                notes.add(note(test));
            }
        }
        var check = new ProofCheck(key(test));

        for (var older : notes) {
            var proof = (Proof.Consistency) throughAFile(proofs(test).consistency(older));
            var consistent = check.check(proof);

            assertThat(consistent.older()).isEqualTo(check.open(older, "it"));
            assertThat(consistent.newer()).isEqualTo(proofs(test).checkpoint());
        }
    }

    @Test
    void whatIsNotThereIsNotProven() throws ProofException {
        var test = logOf(5);
        var proofs = proofs(test);
        long size = proofs.checkpoint().size();

        refused(Kind.ABSENT, () -> proofs.inclusion(size)).hasMessageContaining("" + size);
        refused(Kind.ABSENT, () -> proofs.inclusion(-1));
        refused(Kind.ABSENT, () -> proofs.inclusion(Long.MAX_VALUE));
        refused(Kind.UNREADABLE, () -> LogProofs.open(root.resolve("nothing"), Optional.empty()));
    }

    @Test
    void anotherKeyProvesNothing() throws ProofException {
        var test = logOf(5);
        var other = new TestLog(root.resolve("other"));
        other.open().close();
        var proof = proofs(test).inclusion(2);
        var grown = proofs(test).consistency(note(test));

        refused(Kind.FAULT, () -> LogProofs.open(test.directory(), Optional.of(key(other))));
        refused(Kind.FAULT, () -> new ProofCheck(key(other)).check(proof, Optional.empty()));
        refused(Kind.FAULT, () -> new ProofCheck(key(other)).check(grown));
        refused(Kind.FAULT, () -> proofs(test).consistency(note(other)));
    }

    @Test
    void aLogThatWentBackIsToldFromOneThatIsAnother() throws IOException, ProofException {
        var test = new TestLog(root.resolve("one"));
        test.open().close();
        var twin = new TestLog(root.resolve("twin"));
        TestLog.copy(test.root(), twin.root());
        var early = new TestLog(root.resolve("early"));
        try (var log = test.open()) {
            append(log, 300);
            log.sync();
            TestLog.copy(test.root(), early.root());
            append(log, 300);
        }
        try (var log = twin.open()) {
            append(log, 700);
        }

        refused(Kind.ROLLED_BACK, () -> proofs(early).consistency(note(test)));
        refused(Kind.FORKED, () -> proofs(twin).consistency(note(test)));
        refused(Kind.FORKED, () -> proofs(twin).consistency(note(early)));
        assertThat(proofs(test).consistency(note(early)).hashes()).isNotEmpty();
    }

    @Test
    void twoSignedHistoriesOfOneLengthAreAFork() throws IOException, ProofException {
        var key = SigningKey.create(root.resolve("key"), TestLog.ORIGIN, new SecureRandom());
        var check = new ProofCheck(key.verifier());
        var one = SignedNote.sign(checkpoint(7, 1).text(), key);
        var other = SignedNote.sign(checkpoint(7, 2).text(), key);
        var longer = SignedNote.sign(checkpoint(9, 3).text(), key);

        refused(Kind.FORKED, () -> check.check(new Proof.Consistency(one, List.of(), other)));
        refused(Kind.FAULT, () -> check.check(new Proof.Consistency(one, List.of(), longer)));
        refused(Kind.FAULT, () -> check.check(new Proof.Consistency(longer, List.of(), one)));
        refused(
                Kind.FORKED,
                () -> {
                    check.compare(one, List.of(checkpoint(7, 2)));
                    return "";
                });
        refused(
                Kind.ABSENT,
                () -> {
                    check.compare(one, List.of(checkpoint(9, 3)));
                    return "";
                });
        check.compare(one, List.of(checkpoint(9, 3), checkpoint(7, 1)));
    }

    private static Checkpoint checkpoint(long size, int root) {
        var hash = new byte[32];
        hash[0] = (byte) root;
        return new Checkpoint(TestLog.ORIGIN, size, StrictBase64.encode(hash));
    }

    private static final List<Integer> SOME = List.of(0, 100, 255, 269);

    @Test
    void damagedFilesNeverMakeAProofThatProvesNothing() throws IOException, ProofException {
        var test = logOf(270);
        var sound = made(test);
        int refusals = 0;

        assertThat(sound).hasSameSizeAs(SOME);
        for (var file : files(test)) {
            long length = Files.size(file);
            for (long at = 0; at < length; at += length > 4096 ? 331 : 11) {
                flip(file, at);
                var made = made(test);
                assertThat(sound).as("%s at %d", file, at).containsAll(made);
                refusals += sound.size() - made.size();
                flip(file, at);
            }
        }
        assertThat(refusals).isPositive();
        assertThat(made(test)).isEqualTo(sound);
    }

    @Test
    void damageWhereAProofComesFromIsNamed() throws IOException, ProofException {
        var test = logOf(270);
        var bundle = TilePath.entries(test.directory(), 0);
        var tile = TilePath.tile(test.directory(), 0, 0);
        var bytes = Files.readAllBytes(bundle);
        int record = new EntryBundle(bytes, 256).start(100);

        flip(bundle, record + 5);
        refused(Kind.FAULT, () -> proofs(test).inclusion(100)).hasMessageContaining("record 100");
        assertThat(made(test)).hasSize(SOME.size() - 1);
        flip(bundle, record + 5);
        flip(tile, 101 * 32);
        refused(Kind.FAULT, () -> proofs(test).inclusion(100)).hasMessageContaining("tiles");
        refused(Kind.FAULT, () -> proofs(test).inclusion(0));
        flip(tile, 101 * 32);

        Files.write(tile, new byte[TreeEdge.TILE_BYTES + 1]);
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("bytes long");
        Files.write(tile, new byte[TreeEdge.TILE_BYTES - 1]);
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("bytes long");
        Files.write(bundle, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("lacks entries");
        Files.write(bundle, new byte[EntryBundle.BYTES_MAX + 1]);
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("too long");
        Files.delete(bundle);
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("is missing");
        Files.createSymbolicLink(bundle, tile);
        refused(Kind.FAULT, () -> proofs(test).inclusion(0)).hasMessageContaining("is missing");
    }

    @Test
    void damagedTilesAreNoFork() throws IOException {
        var test = new TestLog(root);
        String older;
        try (var log = test.open()) {
            append(log, 200);
            log.sync();
            older = note(test);
            append(log, 400);
        }
        flip(TilePath.tile(test.directory(), 0, 0), 199 * 32);

        refused(Kind.FAULT, () -> proofs(test).consistency(older)).hasMessageContaining("tiles");
    }

    @Test
    void aSignedSizeThatNobodyHasIsRefusedAtOnce() throws IOException, ProofException {
        var test = logOf(5);
        var key = SigningKey.load(test.root().resolve("keys/audit.key"), TestLog.ORIGIN);
        var huge = checkpoint(999_999_999_999_999_999L, 1);
        var file = test.directory().resolve(AuditLog.CHECKPOINT);
        var real = note(test);

        Files.writeString(file, SignedNote.sign(huge.text(), key));

        refused(Kind.FAULT, () -> proofs(test).inclusion(0));
        refused(Kind.FAULT, () -> proofs(test).inclusion(huge.size() - 1));
        refused(Kind.FAULT, () -> proofs(test).consistency(real));

        for (var size : List.of("1152921504606846976", "9223372036854775808", "-1", "05", "+5")) {
            var text = TestLog.ORIGIN + "\n" + size + "\n" + huge.root() + "\n";
            Files.writeString(file, SignedNote.sign(text, key));
            refused(Kind.FAULT, () -> proofs(test)).hasMessageContaining("malformed");
        }
    }

    @Test
    void whatWasSignedInAnotherPlaceIsNotThatRecord() throws IOException, ProofException {
        var key = SigningKey.create(root.resolve("key"), TestLog.ORIGIN, new SecureRandom());
        var record = AuditRecord.of(Stage.DENIED).callId("c").build();
        var now = java.time.Instant.EPOCH;

        for (var bytes :
                List.of(
                        RecordJson.write(record, TestLog.ORIGIN, 1, now),
                        RecordJson.write(record, "audit.example.com/other", 0, now),
                        new byte[] {'{', '}'},
                        new byte[0])) {
            var leaf = new Merkle().leaf(bytes);
            var checkpoint = new Checkpoint(TestLog.ORIGIN, 1, StrictBase64.encode(leaf));
            var proof =
                    new Proof.Inclusion(
                            Optional.empty(),
                            0,
                            List.of(),
                            SignedNote.sign(checkpoint.text(), key));
            refused(
                            Kind.FAULT,
                            () -> new ProofCheck(key.verifier()).check(proof, Optional.of(bytes)))
                    .hasMessageContaining("is not that record");
        }
    }

    private static List<Path> files(TestLog test) throws IOException {
        try (Stream<Path> found = Files.walk(test.directory().resolve("tile"))) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// The proofs of some records, without those that are refused.
    private static List<Proof.Inclusion> made(TestLog test) throws ProofException {
        var proofs = proofs(test);
        var made = new ArrayList<Proof.Inclusion>();
        for (int index : SOME) {
            try {
                made.add(proofs.inclusion(index));
            } catch (ProofException e) {
                assertThat(e.kind()).isEqualTo(Kind.FAULT);
            }
        }
        return made;
    }

    private static void flip(Path file, long at) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            int old = access.read();
            access.seek(at);
            access.write(old ^ 1);
        }
    }
}
