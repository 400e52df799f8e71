package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/// The keys of a log that is being opened, and what is left to do of a change from one to the next that a crash
/// cut off.
final class OpeningKeys {

    private final LogDirectory directory;
    private final AuditOptions options;
    private final Storage storage;
    private final Path file;
    private final byte[] stated;
    private final LogKeys all;

    /// @throws AuditOpenException when the directory's verifier key is not one of its handovers'
    OpeningKeys(LogDirectory directory, AuditOptions options, Storage storage, Handovers handovers)
            throws IOException {
        this.directory = directory;
        this.options = options;
        this.storage = storage;
        this.file = directory.path().resolve(AuditLog.VERIFIER_KEY);
        this.stated = SafeFiles.read(file, VerifierKey.FILE_BYTES_MAX);
        try {
            this.all = handovers.keys(VerifierKey.parse(SafeFiles.text(stated)), file);
        } catch (TamperedException | IllegalArgumentException e) {
            throw foreign();
        }
    }

    static byte[] text(SigningKey key) {
        return (key.verifier() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    LogKeys all() {
        return all;
    }

    /// The private key of a log that was signed up to `size`. One that waits beside it to take its place does so
    /// now, where its checkpoint is there already.
    ///
    /// @throws AuditOpenException when it is not there
    SigningKey signing(long size) throws IOException {
        var wanted = all.at(size);
        var key = SigningKey.load(options.signingKey(), options.origin());
        if (!key.verifier().equals(wanted)) {
            var next = waiting(wanted);
            putInPlace(next);
            return next;
        }
        if (!Arrays.equals(stated, text(key))) {
            throw foreign();
        }
        return key;
    }

    /// Ends the change of keys that the last record of a log begins.
    ///
    /// @throws AuditOpenException when the next private key is not there, or the record is none of ours
    KeyRotation.Rotated handOver(TreeWriter writer, byte[] record) throws IOException {
        var previous = writer.verifierKey();
        if (!Handover.key(record, Handover.PREVIOUS).equals(previous)) {
            throw Opening.damaged(
                    "record " + (writer.size() - 1) + " replaces a key that is not the log's");
        }
        var next = waiting(Handover.key(record, Handover.KEY));
        writer.handOver(next, record);
        putInPlace(next);
        return new KeyRotation.Rotated(writer.size() - 1, previous, next.verifier());
    }

    private SigningKey waiting(VerifierKey wanted) throws IOException {
        var next = SigningKey.next(options.signingKey());
        if (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
            var key = SigningKey.load(next, options.origin());
            if (key.verifier().equals(wanted)) {
                return key;
            }
        }
        throw all.tenures().size() == 1 && all.has(wanted)
                ? foreign()
                : new AuditOpenException(
                        Kind.KEY,
                        "the log's signing key was changed to `"
                                + wanted
                                + "`, and neither `"
                                + options.signingKey()
                                + "` nor `"
                                + next
                                + "` is that one; bring it back");
    }

    /// The verifier key, then the waiting private key: a crash between the two leaves the latter waiting.
    private void putInPlace(SigningKey waiting) throws IOException {
        storage.publish(file, text(waiting));
        storage.syncDirectory(directory.path());
        storage.rename(SigningKey.next(options.signingKey()), options.signingKey());
        storage.syncDirectory(SafeFiles.parent(options.signingKey()));
    }

    private AuditOpenException foreign() {
        return Opening.damaged("`" + file + "` does not belong to the signing key");
    }
}
