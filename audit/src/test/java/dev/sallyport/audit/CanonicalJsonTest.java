package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

final class CanonicalJsonTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static String canonical(String json) {
        return new String(CanonicalJson.bytes(MAPPER.readTree(json)), StandardCharsets.UTF_8);
    }

    @Test
    void textsAreThoseOfTheStandardsExample() {
        assertThat(
                        canonical(
                                """
                                {"string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                                 "literals": [null, true, false]}
                                """))
                .isEqualTo(
                        """
                        {"literals":[null,true,false],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}\
                        """);
    }

    @Test
    void namesSortByUtf16Units() {
        // U+FB33 comes after U+1F600, whose first unit is U+D83D.
        assertThat(
                        canonical(
                                """
                                {"\\ufb33":1,"\\ud83d\\ude00":2,"\\u20ac":3,"\\r":4,"1":5,"\\u0080":6,"\\u00f6":7}
                                """))
                .isEqualTo(
                        "{\"\\r\":4,\"1\":5,\"\u0080\":6,\"ö\":7,\"€\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "9007199254740992", "-9007199254740992", "1e400"})
    void whatIsNoSmallIntegerIsRefused(String number) {
        var json = MAPPER.readTree(number);

        assertThatThrownBy(() -> CanonicalJson.bytes(json))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void halfASurrogateBecomesAReplacementCharacter() {
        assertThat(CanonicalJson.bytes(JsonNodeFactory.instance.stringNode("a\ud800b\udc00")))
                .isEqualTo("\"a\ufffdb\ufffd\"".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void deepNestingIsRefused() {
        var json = MAPPER.readTree("[".repeat(40) + "]".repeat(40));

        assertThatThrownBy(() -> CanonicalJson.bytes(json))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyValueReadsBackAndIsCanonicalAlready() {
        long seed = System.nanoTime();
        var random = new Random(seed);

        for (int i = 0; i < 3000; i++) {
            var value = value(random, 0);
            var bytes = CanonicalJson.bytes(value);

            var read = MAPPER.readTree(bytes);

            assertThat(read).as("seed %d", seed).isEqualTo(value);
            assertThat(CanonicalJson.bytes(read)).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    static JsonNode value(Random random, int depth) {
        var json = JsonNodeFactory.instance;
        return switch (random.nextInt(depth < 4 ? 7 : 5)) {
            case 0 -> json.nullNode();
            case 1 -> json.booleanNode(random.nextBoolean());
            case 2 -> json.numberNode(random.nextInt());
            case 3, 4 -> json.stringNode(text(random));
            case 5 -> {
                var array = json.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
            default -> {
                var object = json.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(text(random), value(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int point =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> random.nextInt(0x800);
                        case 2 -> random.nextInt(0xD800);
                        default -> 0x10000 + random.nextInt(0x10FFFF - 0x10000);
                    };
            text.appendCodePoint(point);
        }
        return text.toString();
    }
}
