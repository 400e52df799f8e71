package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which data keys are so old that the bodies under them are not to be kept any longer. It only reads, and erases nothing.
/// One call at a time.
///
/// A clock alone does not make a body old, since nothing that is erased comes back. The time by which bodies are measured is
/// that of the last signed record which is at least [#SETTLED] older than the clock: a clock that jumps ahead counts only
/// once it has stayed there for so long, and one that goes back makes nothing older. And a key is as young as the latest time on
/// record up to the last body under it, so that a month that was misnamed under a slow clock is not erased early. Where times on
/// record are ahead, bodies are kept longer.
public final class BodyRetention {

    /// How long a time has to have passed before it counts.
    public static final Duration SETTLED = Duration.ofDays(7);

    private final Path log;
    private final TileStore tiles;
    private final Duration kept;
    private final RecordScan scan = new RecordScan();

    /// @param kept how long bodies are kept after the end of the calendar month, in UTC, of their key
    public BodyRetention(Path log, Duration kept) {
        this.log = log.toAbsolutePath().normalize();
        this.tiles = new TileStore(this.log);
        this.kept = kept;
    }

    /// @param keys those that are there
    /// @param now by the clock
    /// @param listener hears of a walk over the whole log, which is made only where a key seems to be due
    /// @return of `keys`; at most [AuditLog#ERASED_KEYS_MAX], the oldest
    /// @throws IOException when the log cannot be read
    public SortedSet<BodyKeyId> due(
            SortedSet<BodyKeyId> keys, Instant now, ProgressListener listener) throws IOException {
        var due = new TreeSet<>(keys);
        due.removeIf(key -> isYoung(end(key), now));
        if (due.isEmpty()) {
            return due;
        }
        long size = AuditReader.open(log).checkpoint().size();
        var settled = settled(now.minus(SETTLED), size);
        if (settled.isEmpty()) {
            return new TreeSet<>();
        }
        due.removeIf(key -> isYoung(end(key), settled.get()));
        if (due.isEmpty()) {
            return due;
        }
        var used = lastUses(size, listener);
        due.removeIf(key ->
                Optional.ofNullable(used.get(key))
                        .filter(last -> isYoung(last, settled.get()))
                        .isPresent());
        return oldest(due);
    }

    private static SortedSet<BodyKeyId> oldest(SortedSet<BodyKeyId> due) {
        var some = new TreeSet<BodyKeyId>();
        due.stream().limit(AuditLog.ERASED_KEYS_MAX).forEach(some::add);
        return some;
    }

    private boolean isYoung(Instant last, Instant now) {
        return last.plus(kept).isAfter(now);
    }

    /// The first instant after its month.
    private static Instant end(BodyKeyId key) {
        return key.month().plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /// The time of the last record before those that are younger than `until`. Looks from the end, so that a time long ago when
    /// the clock was ahead does not count.
    private Optional<Instant> settled(Instant until, long size) throws IOException {
        long low = -1;
        long high = size;
        for (long step = 1; step <= size && low < 0; step *= 2) {
            if (time(size - step, size).isAfter(until)) {
                high = size - step;
            } else {
                low = size - step;
            }
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (time(middle, size).isAfter(until)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low < 0 ? Optional.empty() : Optional.of(time(low, size));
    }

    private Instant time(long index, long size) throws IOException {
        var bundle = tiles.bundle(index / TreeEdge.TILE_WIDTH, size);
        scan(bundle, (int) (index % TreeEdge.TILE_WIDTH), index);
        return parsed(scan.time());
    }

    private void scan(EntryBundle bundle, int entry, long index) throws IOException {
        if (!scan.scan(bundle.bytes(), bundle.start(entry), bundle.length(entry))
                || scan.seq() != index) {
            throw new IOException("what stands in the place of record " + index + " is not it");
        }
    }

    private static Instant parsed(String time) throws IOException {
        try {
            return RecordTime.parse(time);
        } catch (DateTimeException e) {
            throw new IOException("a record has no time", e);
        }
    }

    /// For each key that has bodies, the latest time on record up to its last one.
    private Map<BodyKeyId, Instant> lastUses(long size, ProgressListener listener)
            throws IOException {
        var latestAt = new HashMap<BodyKeyId, String>();
        var latest = "";
        for (long first = 0; first < size; first += TreeEdge.TILE_WIDTH) {
            var bundle = tiles.bundle(first / TreeEdge.TILE_WIDTH, size);
            for (int i = 0; i < bundle.count(); i++) {
                scan(bundle, i, first + i);
                var time = scan.time();
                if (time.compareTo(latest) > 0) {
                    latest = time;
                }
                if (scan.hasBlob()) {
                    latestAt.put(key(first + i), latest);
                }
            }
            listener.verified(first + bundle.count(), size);
        }
        var uses = new HashMap<BodyKeyId, Instant>();
        for (var use : latestAt.entrySet()) {
            uses.put(use.getKey(), parsed(use.getValue()));
        }
        return uses;
    }

    private BodyKeyId key(long index) throws IOException {
        return scan.blob()
                .map(Blob::key)
                .orElseThrow(() ->
                        new IOException(
                                "record " + index + " names its body in no form that a log has"));
    }
}
