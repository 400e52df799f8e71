package dev.sallyport.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// A record's canonical JSON before the log gives it a place and a time: all that takes long is done, so that the many who
/// append need not wait for each other's. Immutable.
final class RecordDraft {

    private final byte[] bytes;
    private final RecordTree body;
    private final RecordTree seq;
    private final RecordTree time;

    private RecordDraft(byte[] bytes) {
        var json = RecordTree.of(bytes, 0, bytes.length);
        this.bytes = bytes;
        this.body = json.path("blob").path("at");
        this.seq = json.path("seq");
        this.time = json.path("ts");
    }

    /// @param origin the log's name
    static RecordDraft of(AuditRecord record, String origin, Optional<SealedBody> body) {
        var blob = body.map(sealed -> sealed.at(0));
        return new RecordDraft(RecordJson.write(record, origin, 0, Instant.EPOCH, blob));
    }

    /// What [RecordJson#write] writes for this place and time.
    ///
    /// @param offset where the body stands; of no meaning where there is none
    byte[] at(long index, Instant now, long offset) {
        var text = RecordTime.text(now);
        if (text.length() != time.end() - time.start() - 2) {
            throw new IllegalStateException("the clock is at " + now);
        }
        var placed = new ByteArrayOutputStream(bytes.length + 32);
        // As the names are in order.
        int done = body.isMissing() ? 0 : put(placed, 0, body, Long.toString(offset));
        done = put(placed, done, seq, Long.toString(index));
        done = put(placed, done, time, '"' + text + '"');
        placed.write(bytes, done, bytes.length - done);
        return placed.toByteArray();
    }

    /// What stands in front of a value, and another in its place.
    private int put(ByteArrayOutputStream placed, int from, RecordTree value, String text) {
        placed.write(bytes, from, value.start() - from);
        placed.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return value.end();
    }
}
