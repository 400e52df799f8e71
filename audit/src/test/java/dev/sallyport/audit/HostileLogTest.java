package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Reason;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import dev.sallyport.audit.Verification.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs that are signed by the right key and still are not what a gate writes.
final class HostileLogTest {

    private static final String V = "\"v\":" + AuditRecord.VERSION;
    private static final String LATER = "\"v\":" + (AuditRecord.VERSION + 1);

    @TempDir Path root;

    private static List<byte[]> leaves(int count) {
        return new ArrayList<>(LongStream.range(0, count).mapToObj(HostileLog::leaf).toList());
    }

    private static byte[] with(long index, String from, String to) {
        var leaf = new String(HostileLog.leaf(index), StandardCharsets.UTF_8);
        assertThat(leaf).contains(from);
        return leaf.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }

    private Verification verify(List<byte[]> leaves) {
        var log = new HostileLog(root.resolve("log-" + leaves.hashCode()));
        log.write(leaves);
        return log.verify();
    }

    private void assertNoRecord(byte[] third) {
        var leaves = leaves(5);
        leaves.set(3, third);
        assertThat(verify(leaves))
                .isInstanceOfSatisfying(
                        Tampered.class,
                        tampered -> {
                            assertThat(tampered.kind()).isEqualTo(Kind.RECORD);
                            assertThat(tampered.index()).hasValue(3);
                        });
    }

    @Test
    void goodLeavesAreSound() {
        assertThat(verify(leaves(300))).isInstanceOf(Sound.class);
    }

    @Test
    void leavesThatAreNotCanonicalAreNoRecords() {
        assertNoRecord(with(3, "\"seq\":3", "\"seq\": 3"));
        assertNoRecord(with(3, "\"seq\":3", "\"seq\":3,\"seq\":3"));
        assertNoRecord(with(3, "\"c-3\"", "\"c-\\u0033\""));
        assertNoRecord(with(3, "{", "{\"z\":1,"));
        assertNoRecord(with(3, V, V + ".0"));
        assertNoRecord(with(3, V + "}", V + "}\n"));
        assertNoRecord(with(3, V, V.replace('v', 'w')));
        assertNoRecord(with(3, V, "\"v\":0"));
        var broken = HostileLog.leaf(3);
        broken[14] = (byte) 0xFF;
        assertNoRecord(broken);
        assertNoRecord(new byte[0]);
        assertNoRecord(new byte[0xFFFF]);
    }

    @Test
    void aLaterVersionIsSaidAndIsNotSound() {
        var leaves = leaves(300);
        leaves.set(270, with(270, V, LATER));
        leaves.set(271, with(271, V, "\"v\":9007199254740991"));

        assertThat(verify(leaves))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        later -> {
                            assertThat(later.reason()).isEqualTo(Reason.LATER);
                            assertThat(later.headline())
                                    .startsWith(
                                            "later: record 270 has version "
                                                    + (AuditRecord.VERSION + 1)
                                                    + " that this build does not know"
                                                    + " (2 such records)");
                        });
    }

    @Test
    void anUnknownStageIsSaidAndIsNotSound() {
        var leaves = leaves(3);
        leaves.set(1, with(1, "\"denied\"", "\"teleported\""));

        assertThat(verify(leaves))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        later -> assertThat(later.reason()).isEqualTo(Reason.LATER));
    }

    @Test
    void aLaterLogThatWasChangedIsTampered() throws IOException {
        var leaves = leaves(300);
        leaves.set(0, with(0, V, LATER));
        var log = new HostileLog(root);
        log.write(leaves);
        var file = TilePath.partial(TilePath.entries(log.test().directory(), 1), 44);
        var bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);

        assertThat(log.verify()).isInstanceOf(Tampered.class);
    }

    @Test
    void aGateDoesNotGoOnWithRecordsThatItCannotJudge() {
        var log = new HostileLog(root);
        var leaves = leaves(3);
        leaves.set(2, with(2, V, LATER));
        log.write(leaves);

        assertThatThrownBy(log.test()::open)
                .isInstanceOf(AuditOpenException.class)
                .cause()
                .hasMessageContaining("record 2 has version " + (AuditRecord.VERSION + 1))
                .hasMessageContaining("run the build that wrote it");
    }

    @Test
    void aSignedSizeThatIsNotThereIsAGap() {
        var log = new HostileLog(root);
        log.write(leaves(300));
        var root = ((Sound) log.verify()).root();

        for (long size : new long[] {301, 512, 1L << 31, 1L << 32, 999_999_999_999_999_999L}) {
            log.sign(TestLog.ORIGIN + "\n" + size + "\n" + root + "\n");
            assertThat(log.verify()).as("%d", size).isInstanceOf(Tampered.class);
        }
        for (var size : List.of("1152921504606846976", "-1", "0300", "+300", "3e2", "")) {
            log.sign(TestLog.ORIGIN + "\n" + size + "\n" + root + "\n");
            assertThat(log.verify())
                    .as(size)
                    .isInstanceOfSatisfying(
                            Tampered.class,
                            bad -> assertThat(bad.kind()).isEqualTo(Kind.CHECKPOINT));
        }
    }

    @Test
    void anotherSpellingOfTheSameBase64IsNothing() throws IOException {
        var log = new HostileLog(root);
        log.write(leaves(3));
        var directory = log.test().directory();
        var sound = (Sound) log.verify();
        // 32 bytes leave two bits of the last character unused.
        var other = respelled(sound.root());
        log.sign(TestLog.ORIGIN + "\n3\n" + other + "\n");
        assertThat(log.verify())
                .isInstanceOfSatisfying(
                        Tampered.class, bad -> assertThat(bad.kind()).isEqualTo(Kind.CHECKPOINT));

        log.write(leaves(3));
        var checkpoint = Files.readString(directory.resolve("checkpoint")).strip();
        // A signature's 68 bytes leave four bits unused.
        Files.writeString(directory.resolve("checkpoint"), respelled(checkpoint) + "\n");
        assertThat(log.verify())
                .isInstanceOfSatisfying(
                        Tampered.class, bad -> assertThat(bad.kind()).isEqualTo(Kind.CHECKPOINT));

        log.write(leaves(3));
        var key = Files.readString(directory.resolve("vkey")).strip();
        // A key's 33 bytes leave none: padding is the other spelling.
        Files.writeString(directory.resolve("vkey"), key + "=\n");
        assertThat(log.verify())
                .isInstanceOfSatisfying(
                        Tampered.class, bad -> assertThat(bad.kind()).isEqualTo(Kind.KEY));
    }

    /// With the lowest unused bit of the last character before the padding set.
    private static String respelled(String base64) {
        int last = base64.replaceAll("=+$", "").length() - 1;
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int value = alphabet.indexOf(base64.charAt(last));
        var other =
                base64.substring(0, last) + alphabet.charAt(value ^ 1) + base64.substring(last + 1);
        var tail = base64.substring(base64.lastIndexOf(' ') + 1);
        var otherTail = other.substring(other.lastIndexOf(' ') + 1);
        assertThat(java.util.Base64.getDecoder().decode(otherTail))
                .isEqualTo(java.util.Base64.getDecoder().decode(tail));
        return other;
    }

    @Test
    void signaturesByOthersChangeNothing() throws IOException {
        var log = new HostileLog(root);
        log.write(leaves(3));
        var file = log.test().directory().resolve("checkpoint");

        Files.writeString(file, Files.readString(file) + "\u2014 witness.example.com/w AAAAAAAA\n");

        assertThat(log.verify()).isInstanceOf(Sound.class);
    }

    @Test
    void longCallIdsPairAsShortOnesDo() {
        var calls = new OpenCalls();
        var id = "x".repeat(60_000);
        calls.see(Stage.INTENT, id + "a", 1);
        calls.see(Stage.INTENT, id + "b", 2);
        assertThat(calls.open().keySet()).allMatch(key -> key.length() < 100);

        calls.see(Stage.OUTCOME, id + "a", 3);

        assertThat(calls.open().values()).containsExactly(2L);
    }

    @Test
    void aFaultIsNoSoundLog() {
        new TestLog(root).open().close();

        var found =
                AuditVerifier.verify(
                        new TestLog(root).directory(),
                        Optional.empty(),
                        Optional.of(""),
                        ProgressListener.NONE);
        assertThat(found).isInstanceOf(Tampered.class);

        try (var log = new TestLog(root).open()) {
            TestLog.run(log, 0, 1);
        }
        found =
                AuditVerifier.verify(
                        new TestLog(root).directory(),
                        Optional.empty(),
                        (done, all) -> {
                            throw new IllegalStateException("a fault");
                        });
        assertThat(found)
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.FAULT));
    }

    @Test
    void aKeyIsReadOutOfAFileThatHoldsNothingElse() throws IOException {
        var test = new TestLog(root);
        test.open().close();
        var file = test.directory().resolve("vkey");
        assertThat(VerifierKey.read(file)).hasToString(Files.readString(file).strip());

        Files.writeString(file, Files.readString(file) + " ".repeat(5000));

        assertThatThrownBy(() -> VerifierKey.read(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> VerifierKey.read(Path.of("/dev/zero")))
                .isInstanceOf(IOException.class);
    }
}
