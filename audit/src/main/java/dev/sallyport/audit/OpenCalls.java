package dev.sallyport.audit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Pairs intents with their ends. One call at a time.
///
/// Bounded: a gate runs far fewer calls at once than [#CALLS_MAX]; a log that has more open is counted, not
/// kept.
final class OpenCalls {

    static final int CALLS_MAX = 100_000;

    private final Map<String, Long> open = new LinkedHashMap<>();
    private long overflow;

    void see(Stage stage, String callId, long index) {
        switch (stage) {
            case INTENT -> {
                if (open.size() < CALLS_MAX) {
                    open.put(callId, index);
                } else {
                    overflow++;
                }
            }
            case OUTCOME, FAILED, UNKNOWN -> open.remove(callId);
            case RECEIVED,
                    DENIED,
                    HELD,
                    VOTED,
                    APPROVED,
                    REJECTED,
                    EXPIRED,
                    CANCELLED,
                    GRANTED,
                    GRANT_USED,
                    GRANT_REVOKED,
                    DELEGATED,
                    DELEGATION_ENDED,
                    BROKE_GLASS,
                    GLASS_REVIEWED,
                    REVIEW_OVERDUE,
                    START,
                    STOP,
                    POLICY_CHANGED,
                    KEY_CREATED,
                    KEY_REVOKED,
                    LOG_CHECK_STARTED,
                    LOG_CHECKED,
                    SIGNED_IN,
                    SIGNED_OUT -> {}
        }
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
                calls.see(scan);
            }
        }
        var found = new LinkedHashMap<String, OpenIntent>();
        for (long index : calls.open().values()) {
            var record = RecordJson.read(tiles.entry(index, size));
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
