package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The record of a gate: what is appended is durable before [#append] returns, stands in a Merkle tree and
/// under a signed checkpoint soon after, and can be checked by anyone who has the directory. Safe from many
/// threads.
///
/// The directory holds
///
/// | path | what |
/// |---|---|
/// | `checkpoint` | the newest signed checkpoint |
/// | `vkey` | the public key it is signed with |
/// | `witnessed` | the newest checkpoint that enough witnesses cosigned ([Witnessed]) |
/// | `handover/…` | every change of that key ([Handover]) |
/// | `tile/…` | hashes and records, laid out as C2SP tlog-tiles |
/// | `wal/…` | the newest records, those not yet under the checkpoint among them ([WalFormat]) |
/// | `bodies/…` | what was asked and answered, encrypted ([BodyFrame]), a file for each data key |
/// | `lock` | empty; locked by the process that writes |
///
/// Any failed write or sync ends the log until it is opened anew: see [AuditUnavailableException].
public final class AuditLog implements AutoCloseable {

    /// The longest canonical form of a record.
    public static final int RECORD_BYTES_MAX = 60 * 1024;

    /// The most data keys that one record says are erased.
    public static final int ERASED_KEYS_MAX = 1_000;

    static final String CHECKPOINT = "checkpoint";
    static final String VERIFIER_KEY = "vkey";
    static final String LOCK = "lock";
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditLog.class);

    private final LogDirectory directory;
    private final VerifierKey verifierKey;
    private final Storage storage;
    private final FileChannel lock;
    private final Breaker breaker;
    private final Sequencer sequencer;
    private final Committer committer;
    private final Optional<BodyStore> bodies;
    private final BodyErasure erasure;
    private final SecureRandom random;
    // Shared by who appends a body, held alone by who changes the key under them.
    private final ReadWriteLock keyInUse = new ReentrantReadWriteLock();
    // Guarded by itself.
    private final Map<String, OpenIntent> orphans;

    private AuditLog(
            LogDirectory directory,
            VerifierKey verifierKey,
            Storage storage,
            FileChannel lock,
            Breaker breaker,
            Sequencer sequencer,
            Committer committer,
            Optional<BodyStore> bodies,
            BodyErasure erasure,
            SecureRandom random,
            Map<String, OpenIntent> orphans) {
        this.directory = directory;
        this.verifierKey = verifierKey;
        this.storage = storage;
        this.lock = lock;
        this.breaker = breaker;
        this.sequencer = sequencer;
        this.committer = committer;
        this.bodies = bodies;
        this.erasure = erasure;
        this.random = random;
        this.orphans = orphans;
    }

    /// Opens the log in a directory, or begins one where there never was any. Records that were acknowledged
    /// before a crash are all there; what was being written is not.
    ///
    /// @throws AuditOpenException when the log must not or cannot be opened
    public static AuditLog open(Path directory, AuditOptions options) {
        return open(directory, options, new DiskStorage());
    }

    static AuditLog open(Path directory, AuditOptions options, Storage storage) {
        var log = directory.toAbsolutePath().normalize();
        try {
            Opening.refuseMissing(log, options);
            storage.createDirectories(log);
            var lock = lock(log);
            try {
                return open(LogDirectory.opened(log, log.resolve(LOCK)), options, storage, lock);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new AuditOpenException(
                    Kind.UNREADABLE, "the audit log in `" + log + "` cannot be opened", e);
        }
    }

    /// Keeps every gate from opening a log until what is returned is closed. Nothing of the log is read or changed.
    ///
    /// @param directory of a log that is there
    /// @throws AuditOpenException when somebody has it open
    /// @throws IOException when there is no such directory, or nothing can be written in it
    public static Closeable keepShut(Path directory) throws IOException {
        return lock(directory);
    }

    static FileChannel lock(Path log) throws IOException {
        var channel =
                FileChannel.open(
                        log.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOGGER.debug("the log is open in this very process", e);
        }
        channel.close();
        throw new AuditOpenException(
                Kind.IN_USE,
                "another process has the audit log in `"
                        + log
                        + "` open; one writes at a time, so end the gate that runs there first");
    }

    private static AuditLog open(
            LogDirectory directory, AuditOptions options, Storage storage, FileChannel lock)
            throws IOException {
        var log = directory.path();
        var tree = new Opening(directory, options, storage).run();
        long size = tree.size();
        var orphans = OpenCalls.find(new TileStore(log), size);
        var breaker = new Breaker();
        var keys = new BodyKeys(options.bodyKeys(), options.origin(), storage);
        var erasure = new BodyErasure(directory, keys, storage);
        erasure.finish();
        var bodies =
                options.bodies()
                        ? Optional.of(openBodies(directory, keys, options, storage, breaker, size))
                        : Optional.<BodyStore>empty();
        // Everything in them is signed by now.
        deleteSegments(log, storage);
        var wal = new WalWriter(directory, storage, options.origin(), size);
        var sequencer =
                new Sequencer(
                        tree,
                        tree.current(),
                        signed -> dropSegments(directory, storage, signed),
                        breaker,
                        options.checkpointEvery());
        var committer =
                new Committer(
                        bodies, wal, options.origin(), options.clock(), size, sequencer, breaker);
        sequencer.start();
        committer.start();
        return new AuditLog(
                directory,
                tree.verifierKey(),
                storage,
                lock,
                breaker,
                sequencer,
                committer,
                bodies,
                erasure,
                options.random(),
                orphans);
    }

    private static BodyStore openBodies(
            LogDirectory directory,
            BodyKeys keys,
            AuditOptions options,
            Storage storage,
            Breaker breaker,
            long size)
            throws IOException {
        var bodies =
                BodyStore.open(
                        directory, keys, options, storage, breaker, BodyStore.FILE_BYTES_MAX);
        bodies.refuseShorter(new TileStore(directory.path()), size);
        return bodies;
    }

    static void deleteSegments(Path log, Storage storage) throws IOException {
        for (var segment : WalFormat.segments(log)) {
            storage.delete(segment);
        }
    }

    /// Deletes every segment but the last whose records are all among the first `signed`.
    private static void dropSegments(LogDirectory directory, Storage storage, long signed)
            throws IOException {
        directory.check();
        var segments = WalFormat.segments(directory.path());
        for (int i = 0; i + 1 < segments.size(); i++) {
            if (WalFormat.first(segments.get(i + 1)) <= signed) {
                storage.delete(segments.get(i));
            }
        }
    }

    /// Appends one record; it is durable when this returns. Blocks, about as long as the disk needs for a
    /// sync, without holding a platform thread.
    ///
    /// @return its index
    /// @throws RecordTooLargeException if its canonical form is longer than [#RECORD_BYTES_MAX]; nothing is
    ///     appended
    /// @throws AuditUnavailableException when it cannot be made durable, or an earlier one could not
    /// @throws IllegalStateException for a [Stage#START] while there are [#orphans()]
    /// @throws IllegalArgumentException for a [Stage#KEY_ROTATED], which takes more than a record: see
    ///     [KeyRotation]
    public long append(AuditRecord record) {
        return append(record, Optional.empty());
    }

    /// Whether this log keeps bodies; where it does not, nobody needs to make any.
    public boolean keepsBodies() {
        return bodies.isPresent();
    }

    /// Starts a body.
    public AuditBody.Builder body() {
        return AuditBody.of(random);
    }

    /// As [#append(AuditRecord)], with what the leaf must not have: it is durable too when this returns, encrypted under
    /// the key of the month and bound to the record. A log without bodies forgets it.
    public long append(AuditRecord record, AuditBody body) {
        if (bodies.isEmpty()) {
            return append(record);
        }
        breaker.check();
        var committing = record.committing(body.commitments());
        var bytes = body.bytes();
        keyInUse.readLock().lock();
        try {
            return append(committing, Optional.of(bodies.get().seal(committing, bytes)));
        } finally {
            keyInUse.readLock().unlock();
        }
    }

    /// The data keys that are there, and those that are lost while their bodies are there.
    ///
    /// @throws IOException when their directory cannot be read
    public SortedSet<BodyKeyId> bodyKeys() throws IOException {
        return erasure.erasable();
    }

    /// Every data key that there ever was, as far as files tell; the oldest first.
    ///
    /// @throws IOException when a directory cannot be read
    public List<BodyKeyFound> everyBodyKey() throws IOException {
        return erasure.everyKey(bodies.map(BodyStore::inUse));
    }

    /// Destroys data keys, and with them every body under them, once that is on record and signed. Records with bodies wait
    /// meanwhile; a key that is in use is followed by another. If the process ends meanwhile, the next opening of the log
    /// finishes it.
    ///
    /// What a backup has kept of the keys is out of reach.
    ///
    /// @param ids of [#bodyKeys()]; 1 to [#ERASED_KEYS_MAX]. Those that are not there any more are left out
    /// @param by who does it: `os:root`
    /// @param principal the same where it is one that the gate knows
    /// @param reason why; has been through the masker
    /// @throws AuditUnavailableException when the log has failed, or nothing can be signed now; nothing was erased
    /// @throws AuditOpenException when others can read the data keys; nothing was erased
    /// @throws UncheckedIOException when their directory cannot be read; nothing was erased
    /// @throws IllegalArgumentException when no record can say this; nothing was erased
    public Erased eraseBodies(
            SortedSet<BodyKeyId> ids,
            String by,
            Optional<AuditRecord.Principal> principal,
            String reason) {
        if (ids.isEmpty() || ids.size() > ERASED_KEYS_MAX) {
            throw new IllegalArgumentException(
                    "1 to " + ERASED_KEYS_MAX + " keys are erased at once, not " + ids.size());
        }
        Erasure.refuseUnrecordable(Erasure.record(ids, by, principal, reason));
        // What cannot be signed now is not begun, so that a second place that is away for a moment
        // ends no gate; nor does a directory that can be put right.
        var _ = sync();
        try {
            erasure.check();
        } catch (IOException e) {
            throw new UncheckedIOException("the data keys cannot be looked at", e);
        }
        var erased = new AtomicReference<Erased>(new Erased.Unfinished());
        var thread =
                Thread.ofPlatform()
                        .name("audit-erasure")
                        .start(() -> erased.set(erase(new TreeSet<>(ids), by, principal, reason)));
        Threads.join(thread);
        return erased.get();
    }

    private Erased erase(
            SortedSet<BodyKeyId> ids,
            String by,
            Optional<AuditRecord.Principal> principal,
            String reason) {
        keyInUse.writeLock().lock();
        try {
            breaker.check();
            ids.retainAll(erasure.erasable());
            if (ids.isEmpty()) {
                return new Erased.NotThere();
            }
            erasure.mark(ids);
            bodies.ifPresent(store -> store.retire(ids));
            long index = append(Erasure.record(ids, by, principal, reason));
            // INVARIANT: nothing is destroyed that is not on record and signed.
            sequencer.awaitPatiently(committer.next());
            erasure.destroy(ids);
            return new Erased.Done(index, ids);
        } catch (IOException | RuntimeException | Error e) {
            // Nobody knows how far it came; the next start finishes what is on record.
            LOGGER.error("bodies could not be erased: {}", e.getMessage(), e);
            breaker.trip(e);
            return new Erased.Unfinished();
        } finally {
            keyInUse.writeLock().unlock();
        }
    }

    private long append(AuditRecord record, Optional<SealedBody> body) {
        if (record.stage() == Stage.KEY_ROTATED) {
            throw new IllegalArgumentException("a log that is open keeps its signing key");
        }
        if (record.stage() == Stage.START && !orphans().isEmpty()) {
            throw new IllegalStateException(
                    "calls of the last run have no end yet; record them as unknown first");
        }
        long index = committer.append(record, body);
        if (record.stage().ends()) {
            record.callId().ifPresent(this::settle);
        }
        return index;
    }

    private void settle(String callId) {
        synchronized (orphans) {
            orphans.remove(callId);
        }
    }

    /// The calls of earlier runs that were about to run and have no end on record: to be ended with
    /// [OpenIntent#unknown] before anything else, and never to be run again.
    public List<OpenIntent> orphans() {
        synchronized (orphans) {
            return List.copyOf(orphans.values());
        }
    }

    /// The newest signed checkpoint.
    public Checkpoint checkpoint() {
        return sequencer.signed();
    }

    /// How many records are durable, those that no checkpoint covers yet among them. Costs nothing to ask.
    public long size() {
        return committer.durable();
    }

    /// The public half of the key that signs the checkpoints.
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /// Has everything acknowledged so far signed at once, and waits for it.
    ///
    /// @throws AuditUnavailableException when the log failed or is closed, or the second place of the checkpoint
    ///     cannot be reached now (then records are still taken: see [#available()])
    public Checkpoint sync() {
        return sequencer.await(committer.next());
    }

    /// Puts a checkpoint with its cosignatures beside the log's own, durably. One call at a time. Nothing of the log
    /// depends on it.
    ///
    /// @throws IOException when it cannot be stored
    public void store(Witnessed witnessed) throws IOException {
        directory.check();
        storage.publish(
                directory.path().resolve(Witnessed.FILE),
                witnessed.note().getBytes(StandardCharsets.UTF_8));
        storage.syncDirectory(directory.path());
    }

    /// Whether records are still taken. Looks whether the directory is still there, which ends the log when it
    /// is not, before a record would.
    public boolean available() {
        if (!breaker.tripped() && lock.isOpen()) {
            try {
                directory.check();
            } catch (IOException e) {
                LOGGER.error("the audit log takes no more records: {}", e.getMessage(), e);
                breaker.trip(e);
            }
        }
        return !breaker.tripped();
    }

    /// Signs all that is acknowledged and lets go of the directory. What cannot be signed now is when the log
    /// is opened next.
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try (lock) {
            committer.close();
            sequencer.close();
            if (breaker.tripped()) {
                return;
            }
            directory.check();
            if (sequencer.signed().size() == committer.next()) {
                deleteSegments(directory.path(), storage);
                storage.syncDirectory(WalFormat.directory(directory.path()));
            }
        } catch (LogDirectory.ChangedException e) {
            LOGGER.error("the audit log did not close cleanly: {}", e.getMessage(), e);
        } catch (IOException e) {
            LOGGER.error("the audit log did not close cleanly; nothing acknowledged is lost", e);
        }
    }
}
