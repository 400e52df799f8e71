package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignedNoteTest {

    // The example in the documentation of Go's golang.org/x/mod/sumdb/note.
    private static final String VKEY =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT =
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String SIGNATURE =
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    @TempDir Path root;

    @Test
    void aNoteSignedByGoVerifies() {
        var key = VerifierKey.parse(VKEY);
        var signature = Base64.getDecoder().decode(SIGNATURE);
        var rest = java.util.Arrays.copyOfRange(signature, 4, signature.length);

        assertThat(key).hasToString(VKEY);
        assertThat(key.verifies(TEXT.getBytes(StandardCharsets.UTF_8), rest)).isTrue();
        assertThat(key.verifies((TEXT + " ").getBytes(StandardCharsets.UTF_8), rest)).isFalse();
    }

    @Test
    void aKeyWhoseIdDoesNotFitIsRefused() {
        assertThatThrownBy(() -> VerifierKey.parse(VKEY.replace("c74f20a3", "c74f20a4")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VerifierKey.parse("nothing"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signaturesByOthersArePassedOverAndBadOnesByTheKeyAreNot() throws IOException {
        var key = SigningKey.create(root.resolve("a"), "log.example.com", new SecureRandom());
        var other = SigningKey.create(root.resolve("b"), "log.example.com", new SecureRandom());
        var checkpoint =
                new Checkpoint(
                        "log.example.com",
                        0,
                        Base64.getEncoder().encodeToString(Merkle.emptyRoot()));
        var good = SignedNote.sign(checkpoint.text(), key);
        var bad = SignedNote.sign("something else\n", key);
        var foreign = SignedNote.sign(checkpoint.text(), other);

        assertThat(SignedNote.openCheckpoint(good, key.verifier())).contains(checkpoint);
        assertThat(SignedNote.openCheckpoint(good + line(foreign), key.verifier()))
                .contains(checkpoint);
        assertThat(SignedNote.openCheckpoint(foreign, key.verifier())).isEmpty();
        assertThat(SignedNote.openCheckpoint(good + line(bad), key.verifier())).isEmpty();
    }

    private static String line(String note) {
        return note.substring(note.lastIndexOf("\n\n") + 2);
    }

    @Test
    void aKeyFileReadsBack() throws IOException {
        var created = SigningKey.create(root.resolve("a"), "log.example.com", new SecureRandom());

        var loaded = SigningKey.load(root.resolve("a"), "log.example.com");

        assertThat(loaded.verifier()).isEqualTo(created.verifier());
        assertThatThrownBy(() -> SigningKey.load(root.resolve("a"), "other.example.com"))
                .isInstanceOf(AuditOpenException.class);
    }
}
