package dev.sallyport.audit;

import dev.sallyport.audit.Verification.KeySource;
import dev.sallyport.audit.Verification.Kind;
import dev.sallyport.audit.Verification.Reason;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks a log's directory, and needs nothing else: no configuration, no private key, no running gate,
/// though one may be writing to it meanwhile. Trusts nothing it reads; its memory does not grow with the log.
///
/// Found is any change to a record, tile, checkpoint, verifier key, handover, write-ahead file, or body. Exempt are: the empty
/// file `lock`; files whose names the layout does not know, such as `*.tmp` left by a crash; tiles beyond the
/// checkpoint, and partial ones that are missing beside one that covers more, which nobody reads; signature
/// lines by others, but for cosignatures of witnesses that are asked for; of what is not yet signed, what is cut off its end and a change that keeps the checksums
/// right; bytes between and behind bodies, left by a crash; and bodies whose erasure is on record. A whole directory
/// replaced by an older copy shows only against a checkpoint kept elsewhere. The operator's guide has this list for
/// auditors.
///
/// Where there is a checkpoint that witnesses cosigned, the log must have grown out of it.
///
/// A log with records of a later build is checked all the same and is then [Verification.Unreadable], since it
/// cannot be told what they say.
public final class AuditVerifier {

    private static final int OPEN_INTENTS_SHOWN = 100;
    private static final int KEY_BYTES_MAX = VerifierKey.FILE_BYTES_MAX;
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditVerifier.class);

    private final Path log;
    private final Brought brought;
    private final Optional<VerifierKey> given;
    private final BodyScope bodies;
    private final ProgressListener listener;
    private final RecordSight sight;
    private final List<String> notes = new ArrayList<>();
    private long signed;

    private AuditVerifier(
            Path log,
            Brought brought,
            BodyScope bodies,
            ProgressListener listener,
            RecordSight sight) {
        this.log = log;
        this.brought = brought;
        this.given = brought.key();
        this.bodies = bodies;
        this.listener = listener;
        this.sight = sight;
    }

    /// @param key the public key, where the caller has it from elsewhere; else the directory's own is used. One
    ///     that was replaced since will do: it has signed for the one that replaced it
    public static Verification verify(
            Path directory, Optional<VerifierKey> key, ProgressListener listener) {
        return verify(directory, key, Optional.empty(), listener);
    }

    /// @param known a signed checkpoint of this log kept elsewhere; with it a rollback is found. At most 100 KiB
    ///     of text; [FileCheckpointStore] reads such a file
    public static Verification verify(
            Path directory,
            Optional<VerifierKey> key,
            Optional<String> known,
            ProgressListener listener) {
        return verify(directory, key, known, BodyScope.ALL, listener);
    }

    /// @param bodies which bodies are looked at
    public static Verification verify(
            Path directory,
            Optional<VerifierKey> key,
            Optional<String> known,
            BodyScope bodies,
            ProgressListener listener) {
        return verify(directory, Brought.of(key, known), bodies, listener);
    }

    public static Verification verify(
            Path directory, Brought brought, BodyScope bodies, ProgressListener listener) {
        return verify(directory, brought, bodies, listener, RecordSight.NONE);
    }

    /// As the gate that writes the log compares it at each start: where its second place has no checkpoint, nothing
    /// can be said of a log with signed records, since nobody can tell whether it went back in time.
    ///
    /// @param brought with the checkpoint in the log's second place
    public static Verification verifyWithSecondPlace(
            Path directory, Brought brought, BodyScope bodies, ProgressListener listener) {
        var found = verify(directory, brought, bodies, listener);
        if (brought.checkpoint().isEmpty() && found instanceof Sound sound && sound.size() > 0) {
            return new Unreadable(
                    Reason.UNREAD,
                    "the checkpoint of the audit log `"
                            + sound.origin()
                            + "` is gone from its second place, so nobody can tell whether `"
                            + directory
                            + "` went back in time; bring it back, or take the log over with"
                            + " `sallyport audit adopt`",
                    Optional.of(directory));
        }
        return found;
    }

    /// @param sight sees every record that the walk finds in its place, those not yet signed among them
    static Verification verify(
            Path directory,
            Brought brought,
            BodyScope bodies,
            ProgressListener listener,
            RecordSight sight) {
        var log = directory.toAbsolutePath().normalize();
        var verifier = new AuditVerifier(log, brought, bodies, listener, sight);
        var found = verifier.run();
        // A sight that has seen the records sees none of them twice.
        return sight.equals(RecordSight.NONE) && verifier.wasErasedMeanwhile(found)
                ? new AuditVerifier(log, brought, bodies, listener, sight).run()
                : found;
    }

    /// Whether a body is missing and a gate has signed an erasure since the checkpoint was read: then the whole log, with
    /// that erasure, is looked at once more.
    private boolean wasErasedMeanwhile(Verification found) {
        try {
            return found instanceof Verification.Tampered tampered
                    && tampered.kind() == Kind.BODY_MISSING
                    && BodyReader.erasures(log).stream().anyMatch(one -> one.index() >= signed);
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("the erasures of a log cannot be read", e);
            return false;
        }
    }

    /// Which bodies are looked at.
    public enum BodyScope {
        /// Each is there and is the one its record names, or its erasure is on record.
        ALL,
        /// None: for a copy of the log without them.
        NONE
    }

    private Verification run() {
        var checkpointFile = log.resolve(AuditLog.CHECKPOINT);
        if (!Files.isDirectory(log)
                || (!Files.exists(checkpointFile)
                        && !Files.exists(log.resolve("tile"))
                        && !Files.exists(log.resolve(AuditLog.VERIFIER_KEY)))) {
            return new Unreadable(
                    Reason.ABSENT, "there is no audit log in `" + log + "`", Optional.of(log));
        }
        long started = System.nanoTime();
        try {
            return run(checkpointFile, new WitnessCheck(log, brought), started);
        } catch (TamperedException e) {
            return e.found();
        } catch (IOException e) {
            return new Unreadable(
                    Reason.UNREAD,
                    "the audit log cannot be read: "
                            + e.getClass().getSimpleName()
                            + " "
                            + e.getMessage(),
                    Optional.of(log));
        } catch (RuntimeException e) {
            LOGGER.error("the verifier has a fault", e);
            return new Unreadable(
                    Reason.FAULT,
                    "the verifier has a fault, so nothing can be said of the log: "
                            + e.getClass().getSimpleName(),
                    Optional.of(log));
        }
    }

    private Verification run(Path checkpointFile, WitnessCheck witnesses, long started)
            throws IOException {
        // Before the checkpoint is read: then the files reach at least as far as it does.
        try (var wal = Wal.open(log);
                var check = new BodyCheck(log)) {
            var key = key();
            var handovers = Handovers.read(log);
            var keys = keys(key, handovers);
            var checkpoint = checkpoint(checkpointFile, keys);
            signed = checkpoint.size();
            refuseOldKey(key, keys, checkpoint);
            var known = known(keys, checkpoint);
            var pass = new VerifyingPass(log, checkpoint, known, listener);
            if (bodies == BodyScope.ALL) {
                pass.with(check);
            }
            pass.expect(handovers);
            var cosigned = witnesses.open(keys);
            cosigned.ifPresent(pass::expectCosigned);
            pass.show(sight);
            pass.tree();
            pass.wal(wal).ifPresent(notes::add);
            (bodies == BodyScope.ALL ? check.end() : Optional.of("bodies were not looked at"))
                    .ifPresent(notes::add);
            if (known.isPresent() && known.get().size() > pass.size()) {
                return rolledBack(known.get(), pass.size());
            }
            if (cosigned.isPresent() && cosigned.get().size() > pass.size()) {
                return rolledBack(cosigned.get(), pass.size());
            }
            if (keys.tenures().getLast().from() > pass.size()) {
                return rolledBack(handovers.all().getLast().checkpoint(), pass.size());
            }
            noteKeys(keys);
            if (pass.later().isPresent()) {
                return new Unreadable(Reason.LATER, pass.later().get(), Optional.of(log));
            }
            witnesses.quorum(pass.size()).ifPresent(notes::add);
            return sound(checkpoint, pass, Duration.ofNanos(System.nanoTime() - started));
        } catch (WitnessCheck.MissingException e) {
            return new Unreadable(
                    Reason.UNWITNESSED, String.valueOf(e.getMessage()), Optional.of(log));
        }
    }

    private Sound sound(Checkpoint checkpoint, VerifyingPass pass, Duration took) {
        return new Sound(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                pass.size() - checkpoint.size(),
                given.isPresent() ? KeySource.GIVEN : KeySource.DIRECTORY,
                pass.calls().count(),
                pass.calls().open().values().stream().limit(OPEN_INTENTS_SHOWN).toList(),
                notes,
                took);
    }

    private static Verification rolledBack(Checkpoint known, long found) {
        return new Verification.RolledBack(
                known.size(),
                found,
                "a checkpoint over "
                        + known.size()
                        + " records was signed, but the directory holds "
                        + found);
    }

    private VerifierKey key() throws IOException {
        var file = log.resolve(AuditLog.VERIFIER_KEY);
        var bytes = SafeFiles.readUpTo(file, KEY_BYTES_MAX);
        if (bytes.isEmpty() && given.isPresent()) {
            notes.add("the directory has no verifier key of its own");
            return given.get();
        }
        if (bytes.isEmpty()) {
            throw tampered(Kind.KEY, file, "the directory has no verifier key, and none was given");
        }
        try {
            var text = SafeFiles.text(bytes.get());
            var found = VerifierKey.parse(text);
            if (!text.equals(found + "\n")) {
                throw tampered(Kind.KEY, file, "the verifier key has something beside it");
            }
            return found;
        } catch (java.nio.charset.CharacterCodingException | IllegalArgumentException e) {
            throw tampered(Kind.KEY, file, "the verifier key is malformed");
        }
    }

    /// One that was given must be among the log's keys: each of them has signed for the next.
    private LogKeys keys(VerifierKey stated, Handovers handovers) throws TamperedException {
        var file = log.resolve(AuditLog.VERIFIER_KEY);
        boolean own = Files.exists(file);
        var keys =
                own || handovers.all().isEmpty() ? handovers.keys(stated, file) : handovers.keys();
        if (given.isPresent() && !keys.has(given.get())) {
            throw tampered(
                    Kind.KEY,
                    file,
                    keys.tenures().size() == 1
                            ? "the directory's verifier key is not the one given"
                            : "the key given is none of those the log ever had");
        }
        return keys;
    }

    /// The directory may name the key before the newest until the newest has signed.
    private void refuseOldKey(VerifierKey stated, LogKeys keys, Checkpoint checkpoint)
            throws TamperedException {
        var file = log.resolve(AuditLog.VERIFIER_KEY);
        boolean changing = keys.tenures().getLast().from() >= checkpoint.size();
        if (Files.exists(file) && !changing && !stated.equals(keys.last())) {
            throw tampered(
                    Kind.KEY, file, "the directory's verifier key was replaced by a newer one");
        }
    }

    private void noteKeys(LogKeys keys) {
        int changes = keys.tenures().size() - 1;
        if (changes == 0) {
            return;
        }
        long last = keys.tenures().getLast().from() - 1;
        notes.add(
                "the signing key was changed "
                        + (changes == 1 ? "once" : changes + " times, last")
                        + " by record "
                        + last);
        if (given.isPresent() && !given.get().equals(keys.last())) {
            notes.add("the key you gave was replaced; the newest is " + keys.last());
        }
    }

    private static Checkpoint checkpoint(Path file, LogKeys keys) throws IOException {
        var bytes = SafeFiles.readUpTo(file, SignedNote.BYTES_MAX);
        if (bytes.isEmpty()) {
            throw tampered(Kind.CHECKPOINT, file, "the log has no checkpoint");
        }
        try {
            return keys.open(SafeFiles.text(bytes.get())).orElseThrow(() -> unsigned(file));
        } catch (java.nio.charset.CharacterCodingException e) {
            throw unsigned(file);
        }
    }

    private static TamperedException unsigned(Path file) {
        return tampered(
                Kind.CHECKPOINT,
                file,
                "the checkpoint is malformed or not signed by the log's key");
    }

    private Optional<Checkpoint> known(LogKeys keys, Checkpoint checkpoint)
            throws TamperedException {
        if (brought.checkpoint().isEmpty()) {
            return Optional.empty();
        }
        var known = keys.open(brought.checkpoint().get());
        if (known.isEmpty()) {
            throw tampered(
                    Kind.KEY,
                    log.resolve(AuditLog.VERIFIER_KEY),
                    "the checkpoint known from elsewhere is not signed by the log's key");
        }
        if (known.get().size() > checkpoint.size()) {
            notes.add(
                    "a checkpoint over "
                            + known.get().size()
                            + " records was signed and is not in the directory yet");
        }
        return known;
    }

    private static TamperedException tampered(Kind kind, Path file, String message) {
        return new TamperedException(kind, OptionalLong.empty(), file, 0, message);
    }
}
