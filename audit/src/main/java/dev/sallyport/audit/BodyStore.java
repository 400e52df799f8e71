package dev.sallyport.audit;

import dev.sallyport.audit.AuditOpenException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bodies of an open log: encrypts them under the month's key, gives them their places and makes them durable.
///
/// Sealing is safe from many threads; [#next], [#take] and [#write] each belong to whoever orders the records.
final class BodyStore implements Closeable {

    /// A key is followed by another in the same month when its file is longer than this.
    static final long FILE_BYTES_MAX = 4L << 30;

    private static final Logger LOGGER = LoggerFactory.getLogger(BodyStore.class);

    /// The key in use.
    private record Live(BodyKeyId id, SecretKey key) {}

    private final Path log;
    private final BodyKeys keys;
    private final String origin;
    private final Clock clock;
    private final SecureRandom random;
    private final Breaker breaker;
    private final long fileBytesMax;
    private final BodyWriter writer;
    private final ReentrantLock change = new ReentrantLock();
    // Written while holding change.
    private volatile Live live;
    // The key whose file is full; written by whoever orders the records.
    private volatile Optional<BodyKeyId> full = Optional.empty();
    // How long the file of a key was when the key came into use; absent where it was new.
    private final Map<BodyKeyId, Long> starts = new ConcurrentHashMap<>();
    // Keys whose files are to be let go of.
    private final Queue<BodyKeyId> retired = new ConcurrentLinkedQueue<>();
    // Where the next frame goes; owned by whoever orders the records.
    private final Map<BodyKeyId, Long> ends = new HashMap<>();

    private BodyStore(
            LogDirectory log,
            BodyKeys keys,
            AuditOptions options,
            Storage storage,
            Breaker breaker,
            long fileBytesMax)
            throws IOException {
        this.log = log.path();
        this.keys = keys;
        this.origin = options.origin();
        this.clock = options.clock();
        this.random = options.random();
        this.breaker = breaker;
        this.fileBytesMax = fileBytesMax;
        this.writer = new BodyWriter(log, storage);
        this.live = inUse(BodyKeyId.month(clock.instant()));
    }

    /// Finds or makes the key of this month.
    ///
    /// @throws AuditOpenException when bodies of this month are there and their key is not, or is not usable
    static BodyStore open(
            LogDirectory log,
            BodyKeys keys,
            AuditOptions options,
            Storage storage,
            Breaker breaker,
            long fileBytesMax)
            throws IOException {
        if (keys.directory().startsWith(log.path()) || log.path().startsWith(keys.directory())) {
            throw new AuditOpenException(
                    Kind.MISCONFIGURED,
                    "the data keys in `"
                            + keys.directory()
                            + "` and the log in `"
                            + log.path()
                            + "` lie one in the other");
        }
        keys.prepare();
        log.create(BodyFiles.directory(log.path()), storage);
        storage.syncDirectory(log.path());
        return new BodyStore(log, keys, options, storage, breaker, fileBytesMax);
    }

    /// The key under which bodies are sealed now.
    BodyKeyId inUse() {
        return live.id;
    }

    private Live inUse(YearMonth month) throws IOException {
        var ids = new TreeSet<>(keys.known());
        ids.addAll(BodyFiles.known(log));
        ids.removeIf(id -> !id.month().equals(month));
        if (ids.isEmpty()) {
            return make(new BodyKeyId(month, 1));
        }
        var newest = ids.getLast();
        if (erased(newest)) {
            return make(after(newest));
        }
        var key =
                keys.find(newest)
                        .orElseThrow(() ->
                                new AuditOpenException(
                                        Kind.KEY,
                                        "the data key "
                                                + newest
                                                + " of the bodies in `"
                                                + BodyFiles.file(log, newest)
                                                + "` is missing in `"
                                                + keys.directory()
                                                + "`; bring it back from a backup of the keys, or put"
                                                + " on record that its bodies are lost: `sallyport"
                                                + " audit erase "
                                                + newest
                                                + "`"));
        long end = end(newest);
        if (end > fileBytesMax) {
            return make(after(newest));
        }
        starts.put(newest, end);
        return new Live(newest, key);
    }

    private boolean erased(BodyKeyId id) {
        return keys.erased(id)
                || Files.exists(BodyFiles.erased(log, id), LinkOption.NOFOLLOW_LINKS);
    }

    private static BodyKeyId after(BodyKeyId id) {
        if (id.number() == BodyKeyId.NUMBER_MAX) {
            throw new AuditOpenException(
                    Kind.DAMAGED,
                    "there is a file of the data key "
                            + id
                            + ", beyond any that a gate makes; look who put it into `bodies`, and take it"
                            + " away");
        }
        return new BodyKeyId(id.month(), id.number() + 1);
    }

    private Live make(BodyKeyId id) throws IOException {
        return new Live(id, keys.create(id, random));
    }

    private long end(BodyKeyId id) throws IOException {
        var file = BodyFiles.file(log, id);
        return SafeFiles.isFile(file) ? Files.size(file) : 0;
    }

    /// Looks whether the bodies of the newest records are all there: where they are not, an older copy of the files
    /// took their place, and what is written next would stand where others stood.
    ///
    /// @param size how many records the log has
    /// @throws AuditOpenException when some are not
    void refuseShorter(TileStore tiles, long size) throws IOException {
        if (size == 0) {
            return;
        }
        var bundle = tiles.bundle((size - 1) / TreeEdge.TILE_WIDTH, size);
        var scan = new RecordScan();
        for (int i = 0; i < bundle.count(); i++) {
            if (scan.scan(bundle.bytes(), bundle.start(i), bundle.length(i))) {
                var blob = scan.blob();
                if (blob.isPresent()
                        && !erased(blob.get().key())
                        && end(blob.get().key()) < blob.get().end()) {
                    throw new AuditOpenException(
                            Kind.DAMAGED,
                            "`"
                                    + BodyFiles.file(log, blob.get().key())
                                    + "` ends before the body of record "
                                    + scan.seq()
                                    + "; bring back its newest copy, or put on record that its bodies"
                                    + " are lost: `sallyport audit erase "
                                    + blob.get().key()
                                    + "`");
                }
            }
        }
    }

    /// Encrypts a body for a record.
    ///
    /// @param body at most [BodyFrame#BODY_BYTES_MAX] bytes
    /// @throws AuditUnavailableException when the month's key cannot be made; the log has failed then
    SealedBody seal(AuditRecord record, byte[] body) {
        var key = live;
        var month = BodyKeyId.month(clock.instant());
        if (isOver(key, month)) {
            key = changed(month);
        }
        var frame = BodyFrame.seal(body, key.key, key.id, origin, record, random);
        return new SealedBody(key.id, frame);
    }

    /// A clock that goes back keeps the key of the later month.
    private boolean isOver(Live key, YearMonth now) {
        return now.isAfter(key.id.month()) || full.equals(Optional.of(key.id));
    }

    private Live changed(YearMonth month) {
        change.lock();
        try {
            if (isOver(live, month)) {
                change(month);
            }
            breaker.check();
            return live;
        } finally {
            change.unlock();
        }
    }

    private Live successor() throws IOException {
        return make(after(live.id));
    }

    private void change(YearMonth month) {
        change(month.isAfter(live.id.month()) ? () -> inUse(month) : this::successor);
    }

    private interface Maker {
        Live make() throws IOException;
    }

    private void change(Maker maker) {
        // Not on the caller's thread: an interrupt would close the file under its hands.
        var thread =
                Thread.ofPlatform()
                        .name("audit-body-key")
                        .start(() -> {
                            try {
                                live = maker.make();
                            } catch (IOException | RuntimeException e) {
                                LOGGER.error(
                                        "the audit log has no data key and takes no more records: {}",
                                        e.getMessage(),
                                        e);
                                breaker.trip(e);
                            }
                        });
        Threads.join(thread);
    }

    /// Has no more bodies sealed under these keys, and lets go of their files. The caller sees to it that none is being
    /// sealed.
    ///
    /// @throws AuditUnavailableException when the month's next key cannot be made; the log has failed then
    void retire(Set<BodyKeyId> ids) {
        change.lock();
        try {
            retired.addAll(ids);
            if (ids.contains(live.id)) {
                // Else a key of a month that is over would be followed by another of that month.
                change(BodyKeyId.month(clock.instant()));
            }
            breaker.check();
        } finally {
            change.unlock();
        }
    }

    /// Where the body would go now.
    Blob next(SealedBody body) {
        return body.at(ends.computeIfAbsent(body.key(), key -> starts.getOrDefault(key, 0L)));
    }

    /// The place is taken.
    void take(Blob place) {
        ends.put(place.key(), place.end());
        if (place.end() > fileBytesMax) {
            full = Optional.of(place.key());
        }
    }

    /// Makes the bodies of a batch durable.
    void write(List<Entry> batch) throws IOException {
        for (var id = retired.poll(); id != null; id = retired.poll()) {
            writer.close(id);
        }
        writer.write(batch);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
