package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Pairs intents with their ends. One call at a time.
///
/// Bounded to some 20 MB: a gate runs far fewer calls at once than [#CALLS_MAX]; a log that has more open is
/// counted, not kept. Of an id that is longer than any a gate makes its digest is kept.
final class OpenCalls {

    static final int CALLS_MAX = 100_000;

    /// What the intents without an end may take together when a log is opened.
    static final long ORPHAN_BYTES_MAX = 256 << 20;

    private static final int ID_CHARS_MAX = 64;

    private final Map<String, Long> open = new LinkedHashMap<>();
    private long overflow;

    void see(Stage stage, String callId, long index) {
        if (stage.ends()) {
            open.remove(key(callId));
        } else if (stage == Stage.INTENT) {
            if (open.size() < CALLS_MAX) {
                open.put(key(callId), index);
            } else {
                overflow++;
            }
        }
    }

    private static String key(String callId) {
        if (callId.length() <= ID_CHARS_MAX) {
            return callId;
        }
        // Longer than any key that is an id itself.
        var digest = Merkle.sha256().digest(callId.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(digest);
    }

    void see(RecordScan record) {
        if (record.stage().isPresent() && record.callId().isPresent()) {
            see(record.stage().get(), record.callId().get(), record.seq());
        }
    }

    /// Call to the index of its intent, the oldest first.
    Map<String, Long> open() {
        return open;
    }

    long count() {
        return open.size() + overflow;
    }

    /// The open intents of a log of `size` records in full tiles. Only what stands after the last start can
    /// be open, since a start is recorded only after everything before it has ended.
    ///
    /// @throws IOException when a record there is none, is of a later version, so that it cannot be told what
    ///     it begins or ends, or more is open than fits [#ORPHAN_BYTES_MAX]
    static Map<String, OpenIntent> find(TileStore tiles, long size) throws IOException {
        var calls = new OpenCalls();
        var scan = new RecordScan();
        for (long number = firstBundle(tiles, size);
                number * TreeEdge.TILE_WIDTH < size;
                number++) {
            var bundle = tiles.bundle(number, size);
            for (int i = 0; i < bundle.count(); i++) {
                if (!scan.scan(bundle.bytes(), bundle.start(i), bundle.length(i))) {
                    throw new IOException(
                            "record " + (number * TreeEdge.TILE_WIDTH + i) + " is no record");
                }
                if (scan.version() > AuditRecord.VERSION) {
                    throw new IOException(
                            "record "
                                    + scan.seq()
                                    + " has version "
                                    + scan.version()
                                    + ", and this build knows those up to "
                                    + AuditRecord.VERSION
                                    + "; run the build that wrote it");
                }
                calls.see(scan);
            }
        }
        var found = new LinkedHashMap<String, OpenIntent>();
        long bytes = 0;
        for (long index : calls.open().values()) {
            var entry = tiles.entry(index, size);
            bytes += entry.length;
            if (bytes > ORPHAN_BYTES_MAX) {
                throw new IOException(
                        "more than "
                                + found.size()
                                + " calls have an intent and no end, too many to end them");
            }
            var record = RecordJson.read(entry);
            var intent = new OpenIntent(index, record.time(), record.record());
            found.put(intent.callId(), intent);
        }
        return found;
    }

    /// The bundle with the last start record; 0 when there is none.
    private static long firstBundle(TileStore tiles, long size) throws IOException {
        var scan = new RecordScan();
        for (long number = (size - 1) / TreeEdge.TILE_WIDTH; number > 0; number--) {
            var bundle = tiles.bundle(number, size);
            for (int i = 0; i < bundle.count(); i++) {
                if (scan.scan(bundle.bytes(), bundle.start(i), bundle.length(i))
                        && scan.stage().filter(Stage.START::equals).isPresent()) {
                    return number;
                }
            }
        }
        return 0;
    }
}
