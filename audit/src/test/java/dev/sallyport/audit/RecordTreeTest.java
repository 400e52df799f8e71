package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is looked at in place is what Jackson makes of the same bytes.
final class RecordTreeTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyValueIsWhatAnotherReaderFinds(long seed) {
        var random = new Random(seed);

        for (int i = 0; i < 3000; i++) {
            var value = CanonicalJsonTest.value(random, 0);
            var bytes = CanonicalJson.bytes(value);

            isSame(RecordTree.of(bytes, 0, bytes.length), value);
        }
    }

    private static void isSame(RecordTree found, JsonNode expected) {
        assertThat(found.isMissing()).isFalse();
        assertThat(found.isString()).isEqualTo(expected.isString());
        assertThat(found.isArray()).isEqualTo(expected.isArray());
        assertThat(found.isNull()).isEqualTo(expected.isNull());
        assertThat(found.isInteger()).isEqualTo(expected.isIntegralNumber());
        if (expected.isString()) {
            assertThat(found.stringValue()).isEqualTo(expected.stringValue());
        }
        if (expected.isIntegralNumber()) {
            assertThat(found.longValue()).isEqualTo(expected.longValue());
        }
        assertThat(found.propertyNames())
                .containsExactlyInAnyOrderElementsOf(expected.propertyNames());
        var items = StreamSupport.stream(found.spliterator(), false).toList();
        assertThat(items).hasSize(expected.size());
        for (int i = 0; i < items.size(); i++) {
            isSame(
                    items.get(i),
                    expected.isArray()
                            ? expected.path(i)
                            : expected.path(found.propertyNames().get(i)));
        }
    }

    @Test
    void whatIsNotThereIsMissing() {
        var bytes = CanonicalJson.bytes(JsonMapper.shared().readTree("{\"ab\":{\"b\":[\"a\"]}}"));
        var json = RecordTree.of(bytes, 0, bytes.length);

        assertThat(json.path("ab").has("b")).isTrue();
        for (var name : new String[] {"a", "b", "abc", "ac", ""}) {
            assertThat(json.has(name)).as(name).isFalse();
        }
        var missing = json.path("ab").path("b").path("a").path("c");
        assertThat(missing.isMissing()).isTrue();
        assertThat(missing.isString() || missing.isNull() || missing.isInteger()).isFalse();
        assertThat(missing.propertyNames()).isEmpty();
        assertThat(missing).isEmpty();
    }
}
