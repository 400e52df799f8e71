package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

final class RecordScanTest {

    private static final String HEAD = "{\"origin\":\"o\",\"seq\":7,\"stage\":\"denied\",\"t\":";
    private static final String TAIL = ",\"v\":2}";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static boolean scans(byte[] bytes) {
        return new RecordScan().scan(bytes, 0, bytes.length);
    }

    private static boolean scans(String json) {
        return scans(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the bytes are the canonical form of what they say, found out by building it.
    static boolean isCanonical(byte[] bytes) {
        try {
            // The mapper forgives ill-formed UTF-8 in places.
            var text = SafeFiles.text(bytes);
            return Arrays.equals(CanonicalJson.bytes(MAPPER.readTree(text)), bytes);
        } catch (java.io.IOException | RuntimeException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0",
                "-1",
                "9007199254740991",
                "-9007199254740991",
                "true",
                "false",
                "null",
                "[]",
                "{}",
                "[1,[2,{\"a\":\"\"}],null]",
                "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\"",
                "\"/\u007fäß€\uD83D\uDE00\uE000\uFFFF\"",
                "{\"\":1,\"\\n\":1,\"\\r\":1,\"!\":1,\"\\\"\":1,\"A\":1,\"\\\\\":1,\"a\":1,\"aa\":1,\"ä\":1}",
                "{\"\uD7FF\":1,\"\uD83D\uDE00\":1,\"\uE000\":1,\"\uFFFD\":1}"
            })
    void takesWhatIsCanonical(String value) {
        var json = HEAD + value + TAIL;

        assertThat(isCanonical(json.getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(scans(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "01",
                "-0",
                "-",
                "+1",
                "1.0",
                "1e3",
                "9007199254740992",
                "18446744073709551617",
                "tru",
                "True",
                "nulll",
                "NaN",
                "'a'",
                "[1,]",
                "[,1]",
                "[1 ,2]",
                "[1",
                "1]",
                "{\"a\":1,}",
                "{\"a\" :1}",
                "{\"a\":1,\"a\":2}",
                "{\"b\":1,\"a\":2}",
                "{\"aa\":1,\"a\":2}",
                "{\"\\r\":1,\"\\n\":1}",
                "{\"\\u0001\":1,\"\\u0001\":1}",
                "{\"\uE000\":1,\"\uD83D\uDE00\":1}",
                "{a:1}",
                "{1:1}",
                "\"\\u0041\"",
                "\"\\u000a\"",
                "\"\\u001F\"",
                "\"\\u0020\"",
                "\"\\/\"",
                "\"\\x\"",
                "\"\\u00\"",
                "\"\n\"",
                "\"a",
                "\"\\\""
            })
    void refusesEveryOtherSpelling(String value) {
        assertThat(scans(HEAD + value + TAIL)).isFalse();
    }

    @Test
    void refusesIllFormedUtf8() {
        for (var hex :
                new String[] {
                    "80",
                    "c3",
                    "c0af",
                    "c1bf",
                    "e08080",
                    "e0809f",
                    "eda080",
                    "edbfbf",
                    "f0808080",
                    "f08fbfbf",
                    "f4908080",
                    "f5808080",
                    "ff",
                    "e282",
                    "f09f98",
                    "e28228",
                    "fe"
                }) {
            var bad = java.util.HexFormat.of().parseHex(hex);
            var head = (HEAD + "\"").getBytes(StandardCharsets.UTF_8);
            var tail = ("\"" + TAIL).getBytes(StandardCharsets.UTF_8);
            var all = Arrays.copyOf(head, head.length + bad.length + tail.length);
            System.arraycopy(bad, 0, all, head.length, bad.length);
            System.arraycopy(tail, 0, all, head.length + bad.length, tail.length);

            assertThat(scans(all)).as(hex).isFalse();
        }
    }

    @Test
    void refusesWhatNoRecordIsWithout() {
        assertThat(scans("{\"origin\":\"o\",\"seq\":7,\"stage\":\"denied\",\"v\":2}")).isTrue();
        assertThat(scans("{\"seq\":7,\"stage\":\"denied\",\"v\":2}")).isFalse();
        assertThat(scans("{\"origin\":\"o\",\"stage\":\"denied\",\"v\":2}")).isFalse();
        assertThat(scans("{\"origin\":\"o\",\"seq\":7,\"v\":2}")).isFalse();
        assertThat(scans("{\"origin\":\"o\",\"seq\":7,\"stage\":\"denied\"}")).isFalse();
        assertThat(scans("{\"origin\":\"o\",\"seq\":7,\"stage\":\"denied\",\"v\":\"2\"}"))
                .isFalse();
        assertThat(scans("{\"origin\":\"o\",\"seq\":-7,\"stage\":\"denied\",\"v\":2}")).isFalse();
        assertThat(scans("{\"origin\":1,\"seq\":7,\"stage\":\"denied\",\"v\":2}")).isFalse();
        assertThat(scans("[]")).isFalse();
        assertThat(scans("{}")).isFalse();
        assertThat(scans("")).isFalse();
    }

    @Test
    void nestsAsDeepAsTheWriter() {
        for (int depth = 28; depth < 36; depth++) {
            var json = HEAD + "[".repeat(depth) + "]".repeat(depth) + TAIL;
            assertThat(scans(json))
                    .as("depth %d", depth)
                    .isEqualTo(isCanonical(json.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(scans(HEAD + "[".repeat(60_000))).isFalse();
    }

    @Test
    void agreesWithTheWriterOnChangedRecords() {
        long seed = Long.getLong("sallyport.seed", 6);
        var random = new Random(seed);
        var record =
                TestLog.call(Stage.INTENT, "c-1")
                        .next(Stage.DENIED)
                        .detail("ä\uD83D\uDE00\n", "\u0001\"\\/")
                        .detail("ä\uE000", "")
                        .build();
        var original = RecordJson.write(record, "o", 7, Instant.EPOCH);
        assertThat(scans(original)).isTrue();
        int canonical = 0;

        for (int i = 0; i < 60_000; i++) {
            var bytes = changed(original, random);
            // A required name can be lost by a change that leaves the rest canonical.
            boolean scans = scans(bytes);
            boolean expected = isCanonical(bytes);
            canonical += expected ? 1 : 0;
            if (scans) {
                assertThat(expected).as("seed %d: %s", seed, text(bytes)).isTrue();
            } else if (expected) {
                assertThat(hasRequired(bytes)).as("seed %d: %s", seed, text(bytes)).isFalse();
            }
        }

        assertThat(canonical).isGreaterThan(1000);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean hasRequired(byte[] bytes) {
        var json = MAPPER.readTree(bytes);
        return json.path("origin").isString()
                && json.path("stage").isString()
                && json.path("seq").isIntegralNumber()
                && json.path("seq").longValue() >= 0
                && json.path("v").isIntegralNumber()
                && json.path("v").longValue() > 0;
    }

    /// With one to three bytes changed, dropped, repeated or put in.
    static byte[] changed(byte[] original, Random random) {
        var bytes = original;
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(bytes.length);
            var out = new java.io.ByteArrayOutputStream();
            out.write(bytes, 0, at);
            switch (random.nextInt(6)) {
                case 0 -> out.write(bytes[at] ^ (1 << random.nextInt(8)));
                case 1 -> {}
                case 2 -> {
                    out.write(bytes[at]);
                    out.write(bytes[at]);
                }
                case 3 -> out.write(random.nextInt(256));
                case 4 -> out.write("\"\\{}[],: 0129-.eunAz\u0001".charAt(random.nextInt(21)));
                default -> {
                    out.write(bytes[at]);
                    out.write(bytes[random.nextInt(bytes.length)]);
                }
            }
            out.write(bytes, at + 1, bytes.length - at - 1);
            bytes = out.toByteArray();
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }
}
