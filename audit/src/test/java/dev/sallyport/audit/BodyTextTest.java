package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.BodyReader.Opened;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How long bodies are kept within their bound.
final class BodyTextTest {

    private static final int SEEDS = Integer.getInteger("sallyport.seeds", 500);

    private static ObjectNode head() {
        return JsonNodeFactory.instance.objectNode().put("v", 1);
    }

    private static JsonNode read(byte[] bytes) {
        return JsonMapper.shared().readTree(bytes);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    @Test
    void whatFitsIsWhole() {
        var value =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("a", "b/c \u00e9\ud83d\ude00\n\"")
                        .put("n", 1.5);

        var bytes = BodyText.bytes(head(), Map.of("arguments", value), 10_000);

        assertThat(read(bytes).path("arguments")).isEqualTo(value);
    }

    @Test
    void aLongTextEndsInAMark() {
        var bytes = BodyText.bytes(head(), Map.of("reply", text("x".repeat(9_000))), 5_000);

        assertThat(bytes).hasSizeBetween(4_800, 5_000);
        var kept = read(bytes).path("reply").stringValue();
        int missing = 9_000 - kept.indexOf('…');
        assertThat(kept).endsWith("…[cut: " + missing + " characters missing]");
    }

    @Test
    void aSmallPartIsWholeBesideALargeOne() {
        var parts = Map.of("arguments", text("x".repeat(3_000)), "view", text("y".repeat(90_000)));

        var json = read(BodyText.bytes(head(), parts, 10_000));

        assertThat(json.path("arguments").stringValue()).hasSize(3_000);
        assertThat(json.path("view").stringValue())
                .startsWith("y".repeat(6_000))
                .contains("[cut: ");
    }

    @Test
    void arraysAndObjectsSayHowManyAreMissing() {
        var rows = JsonNodeFactory.instance.arrayNode();
        var names = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 1_000; i++) {
            rows.add("row " + i);
            names.put("name" + i, i);
        }

        var kept = read(BodyText.bytes(head(), Map.of("a", rows, "b", names), 5_000));

        int whole = kept.path("a").size() - 1;
        assertThat(kept.path("a").path(whole).stringValue())
                .isEqualTo("[cut: " + (1_000 - whole) + " more]");
        assertThat(kept.path("b").path("[cut]").stringValue()).startsWith("[cut: ");
    }

    @Test
    void halfACharacterDoesNotKeepACallFromBeingRecorded() {
        var odd = JsonNodeFactory.instance.objectNode().put("\ud800", "a\udc00b");

        var bytes = BodyText.bytes(head(), Map.of("arguments", odd), 1_000);

        assertThat(read(bytes).path("arguments").path("\ufffd").stringValue())
                .isEqualTo("a\ufffdb");
    }

    @Test
    void nothingIsLongerThanItsBoundAndAllOfItIsJson() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var parts = new TreeMap<String, JsonNode>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                parts.put("part" + i, value(random, 0));
            }
            int most = 2_000 + random.nextInt(20_000);

            var bytes = BodyText.bytes(head(), parts, most);

            assertThat(bytes.length).as("seed %d", seed).isLessThanOrEqualTo(most);
            assertThat(read(bytes).size()).as("seed %d", seed).isEqualTo(parts.size() + 1);
        }
    }

    private static JsonNode value(Random random, int depth) {
        var json = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 5 ? 4 : 6)) {
            case 0 -> json.numberNode(random.nextDouble());
            case 1 -> json.booleanNode(random.nextBoolean());
            case 2, 3 -> text(noise(random, random.nextInt(4_000)));
            case 4 -> {
                var array = json.arrayNode();
                for (int i = random.nextInt(12); i > 0; i--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
            default -> {
                var object = json.objectNode();
                for (int i = random.nextInt(12); i > 0; i--) {
                    object.set(noise(random, random.nextInt(300)), value(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String noise(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> (char) random.nextInt(0x20);
                        case 1 -> (char) random.nextInt(0x10000);
                        case 2 -> '"';
                        case 3 -> '\\';
                        default -> 'a';
                    });
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001", "\u20ac", "\ud83d\ude00", "\\"})
    void tenMegabytesAreCutToOne(String piece, @TempDir Path root) throws IOException {
        var test = new TestLog(root);
        var long10 = text(piece.repeat(10_000_000 / piece.length()));
        try (var log = test.openWithBodies()) {
            var body = AuditBody.of(new SecureRandom()).part("arguments", long10);
            log.append(TestLog.call(Stage.INTENT, "c-0"), body.commit("a", long10).build());
        }

        assertThat(test.verify()).isInstanceOf(Verification.Sound.class);
        var record = AuditReader.open(test.directory()).get(0).orElseThrow();
        var opened = BodyReader.of(test.directory(), Optional.of(test.bodyKeys())).open(record);
        assertThat(opened)
                .isInstanceOfSatisfying(
                        Opened.Body.class,
                        body ->
                                assertThat(body.json().getBytes(StandardCharsets.UTF_8).length)
                                        .isBetween(1_000_000, BodyFrame.BODY_BYTES_MAX));
    }
}
