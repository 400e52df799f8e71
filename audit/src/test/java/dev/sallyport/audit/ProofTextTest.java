package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.ProofException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProofTextTest {

    private static final String HASH = StrictBase64.encode(new byte[32]);

    @TempDir java.nio.file.Path root;

    private final List<Proof> proofs = new ArrayList<>();
    private VerifierKey key;

    @BeforeEach
    void prove() throws Exception {
        var test = new TestLog(root);
        String older;
        try (var log = test.open()) {
            TestLog.run(log, 0, 5);
            log.sync();
            older = java.nio.file.Files.readString(test.directory().resolve(AuditLog.CHECKPOINT));
            TestLog.run(log, 5, 95);
        }
        var made = LogProofs.open(test.directory(), Optional.empty());
        proofs.add(made.inclusion(17));
        proofs.add(made.consistency(older));
        key =
                VerifierKey.parse(
                        java.nio.file.Files.readString(
                                test.directory().resolve(AuditLog.VERIFIER_KEY)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void check(byte[] file) throws ProofException {
        var check = new ProofCheck(key);
        switch (Proof.read(file)) {
            case Proof.Inclusion proof -> {
                var _ = check.check(proof, Optional.empty());
            }
            case Proof.Consistency proof -> {
                var _ = check.check(proof);
            }
        }
    }

    private void refuse(byte[] file) {
        assertThatThrownBy(() -> check(file))
                .as("%s", new String(file, StandardCharsets.UTF_8))
                .isInstanceOf(ProofException.class);
    }

    @Test
    void aProofIsReadAsItWasWritten() throws ProofException {
        for (var proof : proofs) {
            assertThat(Proof.read(bytes(proof.text()))).isEqualTo(proof);
            check(bytes(proof.text()));
        }
        assertThat(proofs.getFirst().text())
                .startsWith("c2sp.org/tlog-proof@v1\nextra ")
                .contains("\nindex 17\n")
                .contains("\n\n" + TestLog.ORIGIN + "\n300\n");
        assertThat(proofs.getLast().text()).startsWith("sallyport/tlog-consistency@v1\nold ");
    }

    @Test
    void theExampleOfTheFormatIsRead() throws ProofException {
        var text =
                """
                c2sp.org/tlog-proof@v1
                index 73894
                gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
                B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

                example.com/fancylog
                109482
                sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

                — example.com/fancylog hI2DJw==
                """;

        assertThat(Proof.read(bytes(text)))
                .isInstanceOfSatisfying(
                        Proof.Inclusion.class,
                        proof -> {
                            assertThat(proof.extra()).isEmpty();
                            assertThat(proof.index()).isEqualTo(73894);
                            assertThat(proof.hashes()).hasSize(2);
                            assertThat(proof.checkpoint())
                                    .startsWith("example.com/fancylog\n109482\n");
                        });
    }

    @Test
    void everyFlippedByteIsFound() {
        for (var proof : proofs) {
            var file = bytes(proof.text());
            for (int at = 0; at < file.length; at++) {
                file[at] ^= (byte) (1 << (at % 8));
                refuse(file);
                file[at] ^= (byte) (1 << (at % 8));
            }
        }
    }

    @Test
    void everyTornEndIsFound() {
        for (var proof : proofs) {
            var file = bytes(proof.text());
            for (int length = 0; length < file.length; length++) {
                refuse(Arrays.copyOf(file, length));
            }
        }
    }

    @Test
    void everyLineDroppedDoubledOrSwappedIsFound() {
        for (var proof : proofs) {
            var lines = List.of(proof.text().split("\n", -1));
            for (int at = 0; at < lines.size() - 1; at++) {
                var dropped = new ArrayList<>(lines);
                dropped.remove(at);
                refuse(bytes(String.join("\n", dropped)));
                var doubled = new ArrayList<>(lines);
                doubled.add(at, lines.get(at));
                if (!lines.get(at).startsWith("— ")) {
                    refuse(bytes(String.join("\n", doubled)));
                }
                var swapped = new ArrayList<>(lines);
                Collections.swap(swapped, at, at + 1);
                refuse(bytes(String.join("\n", swapped)));
            }
        }
    }

    @Test
    void otherSpellingsOfTheSameAreRefused() {
        for (var proof : proofs) {
            var text = proof.text();
            var hash = text.lines().filter(line -> line.length() == 44).findFirst().orElseThrow();
            for (var other :
                    List.of(
                            text.replace("\n", "\r\n"),
                            text.replace("\n" + hash, "\n " + hash),
                            text.replace(hash, hash + " "),
                            text.replace(hash, hash.substring(0, 43)),
                            text.replace(hash, hash.substring(0, 42) + "=="),
                            text.replace(hash, loose(hash)),
                            text.replaceFirst("\n", "\nnote of an unknown kind\n"),
                            text.replace("\n" + hash, "\nother x\n" + hash),
                            text.replaceFirst("index 17", "index 017"),
                            text.replaceFirst("index 17", "index +17"),
                            text.replaceFirst("index 17", "index 1152921504606846976"),
                            text.replaceFirst("index 17", "index 9223372036854775825"),
                            text.replaceFirst("index 17", "index 99999999999999999999999"),
                            text.replaceFirst("index 17", "index -1"),
                            text.replaceFirst("index 17", "index ١٧"),
                            text.replaceFirst("index 17", "index "),
                            text.replaceFirst("index 17", "index 18"),
                            text.replaceFirst("(extra|old) ", "$1  "),
                            text.replaceFirst("(extra|old) [^\n]*", "$1 "),
                            text.replaceFirst("(extra|old) [^\n]*", "$1 ////"),
                            text.replaceFirst("@v1", "@v2"),
                            "\uFEFF" + text,
                            "\n" + text,
                            text + "\n",
                            text + text,
                            text + "more")) {
                if (!other.equals(text)) {
                    refuse(bytes(other));
                }
            }
        }
    }

    /// The same bytes with stray bits behind them, as a careless decoder takes them.
    private static String loose(String hash) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char last = alphabet.charAt(alphabet.indexOf(hash.charAt(42)) ^ 1);
        var loose = hash.substring(0, 42) + last + "=";
        assertThat(java.util.Base64.getDecoder().decode(loose))
                .isEqualTo(java.util.Base64.getDecoder().decode(hash));
        return loose;
    }

    @Test
    void signaturesByOthersArePassedOver() throws ProofException {
        for (var proof : proofs) {
            check(bytes(proof.text() + "— witness.example " + HASH + "\n"));
        }
    }

    @Test
    void aSignatureByNobodyElseIsNone() {
        for (var proof : proofs) {
            int signature = proof.text().lastIndexOf("— ");
            refuse(bytes(proof.text().substring(0, signature)));
            refuse(
                    bytes(
                            proof.text().substring(0, signature)
                                    + "— unknown.example "
                                    + HASH
                                    + "\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "x",
                "c2sp.org/tlog-proof@v1",
                "c2sp.org/tlog-proof@v2\nindex 0\n\n",
                "{\"index\": 0}"
            })
    void whatIsNoProofAtAllIsToldFromABadOne(String text) {
        assertThatThrownBy(() -> Proof.read(bytes(text)))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
    }

    @Test
    void tooMuchOfAnythingIsRefused() {
        var head = "c2sp.org/tlog-proof@v1\n";
        var end = "\n" + TestLog.ORIGIN + "\n1\n" + HASH + "\n\n— x AAAA\n";
        for (var text :
                List.of(
                        head + "index 0\n" + (HASH + "\n").repeat(64) + end,
                        head + "index 0\n" + (HASH + "\n").repeat(100_000) + end,
                        head + "\n".repeat(Proof.BYTES_MAX + 1),
                        head
                                + "extra "
                                + StrictBase64.encode(new byte[65_536])
                                + "\nindex 0\n"
                                + end)) {
            assertThatThrownBy(() -> Proof.read(bytes(text)))
                    .isInstanceOfSatisfying(
                            ProofException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAULT));
        }
    }

    @Test
    void bytesInDisorderAreRefusedAndNothingElse() {
        long seed = Long.getLong("sallyport.seed", 6962);
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var file = bytes(proofs.get(round % 2).text());
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(file.length);
                int length = random.nextInt(Math.min(40, file.length - at));
                var before = Arrays.copyOf(file, at);
                var after = Arrays.copyOfRange(file, at + length, file.length);
                var middle = new byte[random.nextInt(40)];
                random.nextBytes(middle);
                file = join(before, middle, after);
            }
            var bytes = file;
            if (Arrays.equals(bytes, bytes(proofs.get(round % 2).text()))) {
                continue;
            }
            assertThatThrownBy(() -> check(bytes))
                    .as("seed %d, round %d", seed, round)
                    .isInstanceOf(ProofException.class);
        }
    }

    private static byte[] join(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
