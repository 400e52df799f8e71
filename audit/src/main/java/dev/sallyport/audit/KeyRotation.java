package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Gives a log that nobody writes to another signing key.
///
/// In this order, each durable before the next: the new private key in a file beside the old one, a record that
/// names it, the [Handover], the checkpoint in its second place and in the directory, the new verifier key, and
/// the new private key in place of the old one, which is gone then. Until the record is durable nothing has
/// happened; from then on whoever opens the log brings the rest to its end.
public final class KeyRotation {

    private KeyRotation() {}

    /// A log's keys before and after.
    ///
    /// @param index the record that says so
    public record Rotated(long index, VerifierKey previous, VerifierKey key) {}

    /// What was begun before and not ended is ended instead.
    ///
    /// @throws AuditOpenException when there is no log, somebody has it open, or it must not be opened
    public static Rotated rotate(Path directory, AuditOptions options) {
        return rotate(directory, options, new DiskStorage());
    }

    static Rotated rotate(Path directory, AuditOptions options, Storage storage) {
        var log = directory.toAbsolutePath().normalize();
        if (!Files.exists(log.resolve(AuditLog.CHECKPOINT))) {
            throw new AuditOpenException(Kind.MISSING, "there is no audit log in `" + log + "`");
        }
        try (var _ = AuditLog.lock(log)) {
            return rotate(LogDirectory.opened(log, log.resolve(AuditLog.LOCK)), options, storage);
        } catch (IOException e) {
            throw new AuditOpenException(
                    Kind.UNREADABLE,
                    "the signing key of the audit log in `" + log + "` could not be changed",
                    e);
        }
    }

    private static Rotated rotate(LogDirectory directory, AuditOptions options, Storage storage)
            throws IOException {
        var opening = new Opening(directory, options, storage);
        var tree = opening.run();
        if (opening.rotated().isPresent()) {
            return opening.rotated().get();
        }
        var next = another(tree.verifierKey(), options, storage);
        long index = tree.size();
        // Everything in them is signed by now.
        AuditLog.deleteSegments(directory.path(), storage);
        var record =
                RecordJson.write(
                        Handover.record(tree.verifierKey(), next.verifier()),
                        options.origin(),
                        index,
                        options.clock().instant());
        try (var wal = new WalWriter(directory, storage, options.origin(), index)) {
            wal.write(List.of(new Entry(index, record, Optional.empty())));
        }
        var completing = new Opening(directory, options, storage);
        var _ = completing.run();
        AuditLog.deleteSegments(directory.path(), storage);
        return completing
                .rotated()
                .orElseThrow(
                        () -> new IllegalStateException("the record was read and named a key"));
    }

    /// A new key in the file of the next one; what lies there was never named by a record.
    private static SigningKey another(VerifierKey key, AuditOptions options, Storage storage)
            throws IOException {
        var file = SigningKey.next(options.signingKey());
        SigningKey next;
        do {
            storage.delete(file);
            next = SigningKey.create(file, options.origin(), options.random());
            // Signature lines tell keys apart by these 32 bits.
        } while (next.verifier().id() == key.id());
        return next;
    }
}
