package dev.sallyport.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Writes logs whose signature, hashes and tiles are all right, with any leaves, as somebody can who has a
/// signing key.
final class HostileLog {

    private final TestLog test;
    private final SigningKey key;

    HostileLog(Path root) {
        this(root, created(root.resolve("keys/audit.key")));
    }

    HostileLog(Path root, SigningKey key) {
        this.test = new TestLog(root);
        this.key = key;
    }

    static SigningKey created(Path file) {
        try {
            return SigningKey.create(file, TestLog.ORIGIN, new SecureRandom());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestLog test() {
        return test;
    }

    /// A good leaf.
    static byte[] leaf(long index) {
        return RecordJson.write(
                AuditRecord.of(Stage.DENIED).callId("c-" + index).build(),
                TestLog.ORIGIN,
                index,
                Instant.EPOCH);
    }

    /// Begins anew with these leaves.
    void write(List<byte[]> leaves) {
        try {
            if (Files.exists(test.directory())) {
                TestLog.delete(test.directory());
            }
            Files.createDirectories(test.directory());
            Files.deleteIfExists(test.mirror());
            var lock = Files.createFile(test.directory().resolve("lock"));
            var directory = LogDirectory.opened(test.directory(), lock);
            var mirror = new CheckpointMirror(new FileCheckpointStore(test.mirror()));
            var tree =
                    new TreeWriter(
                            directory,
                            TestStorage.withoutSyncs(),
                            key,
                            mirror,
                            new TreeEdge(),
                            new byte[0]);
            Files.writeString(
                    test.directory().resolve(AuditLog.VERIFIER_KEY), key.verifier() + "\n");
            for (var leaf : leaves) {
                tree.append(leaf);
            }
            tree.publish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Signs another checkpoint over the same tiles.
    void sign(String text) {
        try {
            Files.writeString(
                    test.directory().resolve(AuditLog.CHECKPOINT), SignedNote.sign(text, key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Verification verify() {
        return AuditVerifier.verify(
                test.directory(), Optional.of(key.verifier()), ProgressListener.NONE);
    }
}
