package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A record that gets its place and time last is the record that had them from the start.
final class RecordDraftTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");

    private static AuditRecord record() {
        return AuditRecord.of(Stage.INTENT)
                .callId("\"seq\":0,\"ts\":\"1970-01-01T00:00:00.000Z\"")
                .tool("query_database")
                .action("db.read", "select 'ä', '\u20ac' from \"seq\"")
                .detail("seq", "0")
                .detail("ts", "0")
                .build();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 123_456_789, CanonicalJson.INTEGER_MAX})
    void placeAndTimeAreWrittenWhereTheyBelong(long index) {
        var draft = RecordDraft.of(record(), "o/\"seq\":0", Optional.empty());

        assertThat(draft.at(index, NOW, 0))
                .isEqualTo(RecordJson.write(record(), "o/\"seq\":0", index, NOW));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 123_456_789, BodyStore.FILE_BYTES_MAX})
    void soIsThePlaceOfABody(long offset) {
        var body = new SealedBody(BodyKeyId.parse("2026-03.1").orElseThrow(), new byte[40]);
        var draft = RecordDraft.of(record(), "o", Optional.of(body));

        assertThat(draft.at(12, NOW, offset))
                .isEqualTo(RecordJson.write(record(), "o", 12, NOW, Optional.of(body.at(offset))));
    }

    @Test
    void oneDraftCanBePlacedTwice() {
        var draft = RecordDraft.of(record(), "o", Optional.empty());
        var first = draft.at(1000, NOW, 0);

        assertThat(draft.at(7, NOW.plusMillis(1), 0))
                .isEqualTo(RecordJson.write(record(), "o", 7, NOW.plusMillis(1)));
        assertThat(first).isEqualTo(RecordJson.write(record(), "o", 1000, NOW));
    }

    @Test
    void aClockBeyondTheFormOfTimesIsNoClock() {
        var draft = RecordDraft.of(record(), "o", Optional.empty());

        assertThatThrownBy(() -> draft.at(0, Instant.parse("+10000-01-01T00:00:00Z"), 0))
                .isInstanceOf(IllegalStateException.class);
    }
}
