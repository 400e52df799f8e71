package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordTimeTest {

    private static final long MILLIS_OF_NEARLY_8000_YEARS = 250_000_000_000_000L;

    @Test
    void everyTimeIsReadAsItWasWritten() {
        var random = new Random(6);

        for (int i = 0; i < 20_000; i++) {
            var time = Instant.ofEpochMilli(random.nextLong(MILLIS_OF_NEARLY_8000_YEARS));

            assertThat(RecordTime.parse(RecordTime.text(time))).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00.25Z",
                "2026-13-01T12:00:00.250Z",
                "2026-00-01T12:00:00.250Z",
                "2026-03-00T12:00:00.250Z",
                "2026-03-32T12:00:00.250Z",
                "2026-03-01T24:00:00.250Z",
                "2026-03-01T12:60:00.250Z",
                "2026-03-01T12:00:60.250Z",
                "2026-03-01 12:00:00.250Z",
                "2026-03-01T12:00:00.250z",
                "2026-03-01T12:00:00,250Z",
                "\u0662026-03-01T12:00:00.250Z",
                ""
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> RecordTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
