package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.RolledBack;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody with an old key, or with the directory, can do to a log whose key was changed.
final class RotatedLogTest {

    @TempDir Path root;

    private TestLog test;
    private SigningKey stolen;
    private String older;
    private VerifierKey second;

    /// Handed over by records 3 and 5; record 6 is the last.
    @BeforeEach
    void rotateTwice() throws IOException {
        test = new TestLog(root.resolve("log"));
        KeyRotationTest.record(test, 3);
        stolen = SigningKey.load(test.options().signingKey(), TestLog.ORIGIN);
        older = KeyRotationTest.note(test);
        second = test.rotate().key();
        KeyRotationTest.record(test, 1);
        test.rotate();
        KeyRotationTest.record(test, 1);
    }

    private Path file(String name) {
        return test.directory().resolve(name);
    }

    private void tampered(Kind kind) {
        assertThat(test.verify())
                .isInstanceOfSatisfying(
                        Tampered.class, bad -> assertThat(bad.kind()).isEqualTo(kind));
    }

    private Verification verify(VerifierKey key, String known) {
        return AuditVerifier.verify(
                test.directory(), Optional.of(key), Optional.of(known), ProgressListener.NONE);
    }

    @Test
    void anOldKeySignsNothingMore() throws IOException {
        var signed = AuditReader.open(test.directory()).checkpoint();
        Files.writeString(file(AuditLog.CHECKPOINT), SignedNote.sign(signed.text(), stolen));

        tampered(Kind.CHECKPOINT);
        assertThatThrownBy(test::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.DAMAGED));
    }

    /// The log as it was, continued and signed by whoever has the old key.
    private TestLog forked() throws IOException {
        var tiles = new TileStore(test.directory());
        var leaves = new ArrayList<byte[]>();
        for (long i = 0; i < 20; i++) {
            leaves.add(i < 3 ? tiles.entry(i, 7) : HostileLog.leaf(i));
        }
        var fork = new HostileLog(root.resolve("fork"), stolen);
        fork.write(leaves);
        return fork.test();
    }

    @Test
    void aForkOfAnOldKeyIsRefusedByWhoKnowsANewerKeyOrCheckpoint() throws IOException {
        var known = KeyRotationTest.note(test);
        var third = KeyRotationTest.key(test);
        test = forked();

        // Who knows nothing but the old key cannot tell.
        assertThat(test.verify()).isInstanceOf(Sound.class);
        assertThat(verify(stolen.verifier(), older)).isInstanceOf(Sound.class);
        for (var key : List.of(second, third)) {
            assertThat(
                            AuditVerifier.verify(
                                    test.directory(), Optional.of(key), ProgressListener.NONE))
                    .isInstanceOf(Tampered.class);
        }
        assertThat(verify(stolen.verifier(), known)).isInstanceOf(Tampered.class);
    }

    @Test
    void whatAnOldKeySignedCountsForTheSizesItHad() throws IOException {
        assertThat(verify(second, older)).isInstanceOf(Sound.class);
        var later = SignedNote.sign(AuditReader.open(test.directory()).checkpoint().text(), stolen);
        assertThat(verify(second, later))
                .isInstanceOfSatisfying(
                        Tampered.class, bad -> assertThat(bad.kind()).isEqualTo(Kind.KEY));
        var beyond = SignedNote.sign(new Checkpoint(TestLog.ORIGIN, 99, root()).text(), stolen);
        assertThat(verify(second, beyond)).isInstanceOf(Tampered.class);
    }

    private static String root() {
        return StrictBase64.encode(Merkle.emptyRoot());
    }

    @Test
    void everyFlippedBitOfAHandoverIsFound() throws IOException {
        for (var name : List.of("handover/4", "handover/6")) {
            var whole = Files.readAllBytes(file(name));
            for (int at = 0; at < whole.length; at++) {
                var bytes = whole.clone();
                bytes[at] ^= (byte) (1 << at % 8);
                Files.write(file(name), bytes);
                assertThat(test.verify()).as("%s, byte %d", name, at).isInstanceOf(Tampered.class);
            }
            Files.write(file(name), whole);
        }
        assertThat(test.verify()).isInstanceOf(Sound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"handover/4", "handover/6", "handover"})
    void aMissingHandoverIsFound(String name) throws IOException {
        if (name.equals("handover")) {
            TestLog.delete(file(name));
        } else {
            Files.delete(file(name));
        }
        tampered(Kind.KEY);
    }

    @Test
    void handoversInEachOthersPlaceAreFound() throws IOException {
        Files.move(file("handover/4"), file("aside"));
        Files.move(file("handover/6"), file("handover/4"));
        Files.move(file("aside"), file("handover/6"));
        tampered(Kind.KEY);
    }

    @Test
    void aVerifierKeyThatWasReplacedIsFound() throws IOException {
        for (var key : List.of(stolen.verifier(), second)) {
            Files.writeString(file(AuditLog.VERIFIER_KEY), key + "\n");
            tampered(Kind.KEY);
            assertThatThrownBy(test::open).isInstanceOf(AuditOpenException.class);
        }
    }

    /// The checkpoint and tiles of before, with the handover of after.
    @Test
    void aLogThatIsOlderThanItsHandoverWentBack() throws IOException {
        var old = new TestLog(root.resolve("old"));
        KeyRotationTest.record(old, 3);
        var before = new TestLog(root.resolve("before"));
        TestLog.copy(old.root(), before.root());
        old.rotate();
        TestLog.copy(old.directory().resolve("handover"), before.directory().resolve("handover"));

        assertThat(before.verify()).isInstanceOf(RolledBack.class);
        assertThatThrownBy(before::open)
                .isInstanceOfSatisfying(
                        AuditOpenException.class,
                        e -> assertThat(e.kind()).isEqualTo(AuditOpenException.Kind.ROLLED_BACK));
    }

    @Test
    void proofsFromBeforeAndAcrossTheChangesHold() throws Exception {
        var keys = LogKeys.read(test.directory());
        var proofs = LogProofs.open(test.directory(), Optional.of(stolen.verifier()));
        var growth = proofs.consistency(older);

        assertThat(new ProofCheck(keys).check(growth).older().size()).isEqualTo(3);
        assertThat(new ProofCheck(keys).check(proofs.inclusion(1), Optional.empty()).index())
                .isEqualTo(1);
        for (var alone : List.of(stolen.verifier(), keys.last())) {
            assertThatThrownBy(() -> new ProofCheck(alone).check(growth))
                    .isInstanceOf(ProofException.class);
        }
        assertThatThrownBy(() ->
                        LogProofs.open(
                                test.directory(),
                                Optional.of(HostileLog.created(root.resolve("other")).verifier())))
                .isInstanceOf(ProofException.class);
    }

    /// Who has the first key finds the second in the handover itself.
    @Test
    void aHandoverIsAProofForTheKeyBefore() throws Exception {
        var file = Files.readAllBytes(file("handover/4"));
        var proof = (Proof.Inclusion) Proof.read(file);

        var record = new ProofCheck(stolen.verifier()).check(proof, Optional.empty()).record();

        assertThat(record).contains(second.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "1 KEY",
                "0 KEY\n0 KEY",
                "0 KEY\n-1 KEY",
                "00 KEY",
                "0 KEY KEY",
                "0 KEY\n\n5 KEY",
                "5 KEY\n4 KEY",
                "0 KEY\n9999999999999999999 KEY"
            })
    void aHistoryOfKeysThatIsNoneIsRefused(String text) {
        var key = stolen.verifier().toString();
        assertThatThrownBy(() -> LogKeys.parse(text.replace("KEY", key)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(LogKeys.parse(key + "\n")).isEqualTo(LogKeys.of(stolen.verifier()));
    }
}
