package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DetectorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Masker masker = new Masker();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everySampleIsFoundUnderItsName(long seed) {
        for (var sample : new Samples(seed).all()) {
            var masked = masker.mask(sample.text());

            assertThat(masked.value()).as(sample.text()).doesNotContain(sample.secret());
            assertThat(masked.counts().keySet()).as(sample.text()).contains(sample.kind());
        }
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void noSampleRemainsInAnySurroundings(String surroundings) {
        for (var sample : new Samples(7).all()) {
            if (sample.text().startsWith("LINE ")) {
                continue;
            }
            var text = surroundings.replace("{}", sample.text());
            var once = masker.mask(text);

            assertThat(once.value()).as(text).doesNotContain(sample.secret());
            assertThat(masker.mask(once.value()).value()).as(text).isEqualTo(once.value());
        }
    }

    @ParameterizedTest
    @MethodSource("hardNegatives")
    void whatOnlyLooksLikeASecretStays(String text) {
        assertThat(masker.mask(text).value()).isEqualTo(text);
    }

    @Test
    void noEncodingHidesASample() {
        for (var encoding : encodings()) {
            for (var sample : new Samples(11).all()) {
                var encoded = encoding.apply("x " + sample.text() + " y");
                var masked = masker.mask("before " + encoded + " \nafter").value();

                assertThat(masked)
                        .as("%s as %s", sample.text(), encoded)
                        .doesNotContain(encoded)
                        .contains("⟦masked:")
                        .startsWith("before ")
                        .endsWith("\nafter");
                assertThat(masker.mask(masked).value()).isEqualTo(masked);
            }
        }
    }

    @Test
    void jsonStaysValidWhateverStandsInIt() {
        for (var sample : new Samples(13).all()) {
            var object = JSON.createObjectNode();
            object.put("text", sample.text());
            object.put(sample.text(), 1);
            object.putArray("list").add("a").add(sample.text());
            object.put(
                    "inner",
                    JSON.writeValueAsString(JSON.createObjectNode().put("v", sample.text())));

            var text = masker.mask(JSON.writeValueAsString(object)).value();
            var value = masker.mask(object).value();

            assertThat(JSON.readTree(text).toString())
                    .as(sample.text())
                    .doesNotContain(sample.secret());
            assertThat(value.toString()).as(sample.text()).doesNotContain(sample.secret());
            assertThat(JSON.readTree(value.get("inner").stringValue()).isObject()).isTrue();
            assertThat(masker.mask(value).value()).isEqualTo(value);
        }
    }

    @Test
    void invisibleAndFullWidthCharactersDoNotHide() {
        assertThat(masker.mask("4111\u200B1111\u20601111\uFEFF1111 x").value())
                .isEqualTo("⟦masked:PAYMENT_CARD⟧ x");
        assertThat(masker.mask("a\u00ADna@exam\u200Dple.com").value()).isEqualTo("⟦masked:EMAIL⟧");
        assertThat(masker.mask("\uFF44\uFF45\uFF46@example.com").value())
                .isEqualTo("⟦masked:EMAIL⟧");
        assertThat(masker.mask("\uD835\uDFD2111111111111111").value())
                .isEqualTo("⟦masked:PAYMENT_CARD⟧");
        assertThat(masker.mask("123\u201145\u20116789").value()).isEqualTo("⟦masked:SSN⟧");
    }

    static List<UnaryOperator<String>> encodings() {
        UnaryOperator<String> base64 =
                s -> Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
        UnaryOperator<String> base64Url =
                s ->
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(s.getBytes(StandardCharsets.UTF_8));
        UnaryOperator<String> wrapped =
                s -> Base64.getMimeEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
        UnaryOperator<String> utf16 =
                s -> Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_16LE));
        UnaryOperator<String> hex =
                s -> HexFormat.of().formatHex(s.getBytes(StandardCharsets.UTF_8));
        UnaryOperator<String> percent =
                s -> s.chars().mapToObj(c -> "%%%02X".formatted(c)).collect(Collectors.joining());
        UnaryOperator<String> unicode =
                s -> s.chars().mapToObj(c -> "\\u%04x".formatted(c)).collect(Collectors.joining());
        return List.of(
                base64,
                base64Url,
                wrapped,
                utf16,
                hex,
                percent,
                unicode,
                s -> base64.apply(base64.apply(s)),
                s -> percent.apply(base64.apply(s)),
                s -> base64.apply(percent.apply(s)),
                s -> hex.apply(base64.apply(s)));
    }

    static List<String> surroundings() throws IOException {
        return lines("surroundings.txt").map(line -> line.replace("\\n", "\n")).toList();
    }

    static List<String> hardNegatives() throws IOException {
        return lines("hard-negatives.txt").toList();
    }

    private static java.util.stream.Stream<String> lines(String resource) throws IOException {
        try (var in =
                Objects.requireNonNull(DetectorsTest.class.getResourceAsStream("/" + resource))) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .filter(line -> !line.isEmpty());
        }
    }

    @Test
    void generatedIdentifiersAreRarelyTakenForSecrets() {
        var samples = new Samples(17);
        var random = new java.util.Random(17);
        var makers =
                List.<java.util.function.Supplier<String>>of(
                        () -> new java.util.UUID(random.nextLong(), random.nextLong()).toString(),
                        () -> HexFormat.of().formatHex(samples.bytes(20)),
                        () -> HexFormat.of().formatHex(samples.bytes(32)),
                        () -> Base64.getEncoder().encodeToString(samples.bytes(30)),
                        () -> "17" + samples.digits(11),
                        () -> samples.digits(10),
                        () -> samples.digits(12),
                        () ->
                                "v"
                                        + random.nextInt(20)
                                        + "."
                                        + random.nextInt(99)
                                        + "."
                                        + random.nextInt(9999),
                        () -> "ORD-" + samples.digits(8));
        long wrong =
                IntStream.range(0, 4_500)
                        .filter(i ->
                                masker.mask("id=" + makers.get(i % makers.size()).get() + " ok")
                                        .changed())
                        .count();

        assertThat(wrong).isLessThanOrEqualTo(9);
    }
}
