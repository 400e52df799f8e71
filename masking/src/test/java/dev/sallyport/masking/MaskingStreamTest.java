package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingStreamTest {

    private final Masker masker = new Masker();

    @Test
    void everySampleCutAnywhereGivesTheSameAsAtOnce() {
        for (var sample : new Samples(3).all()) {
            var text = "before " + sample.text() + " after\n";
            var atOnce = masker.mask(text);
            int step = text.length() > 400 ? 37 : 1;
            for (int cut = 0; cut <= text.length(); cut += step) {
                var stream = masker.stream();

                var parts =
                        stream.feed(text.substring(0, cut))
                                + stream.feed(text.substring(cut))
                                + stream.finish();

                assertThat(parts).isEqualTo(atOnce.value());
                assertThat(stream.counts()).isEqualTo(atOnce.counts());
            }
        }
    }

    @Test
    void longTextInPiecesOfAnySizeGivesTheSameAsAtOnce() {
        var text = log(250_000);
        var atOnce = masker.mask(text).value();
        for (int size : new int[] {1_000, 7_919, 32 * 1024, 65_537, 1_000_000}) {
            var stream = masker.stream();
            var out = new StringBuilder();
            for (int from = 0; from < text.length(); from += size) {
                out.append(stream.feed(text.substring(from, Math.min(text.length(), from + size))));
            }

            assertThat(out.append(stream.finish()).toString()).isEqualTo(atOnce);
        }
    }

    @Test
    void aSampleAcrossTheSeamOfTwoBlocksIsFoundOnceAndWhole() {
        int seam = TextMasking.BODY;
        for (var sample : new Samples(5).all()) {
            int step = Math.max(1, sample.text().length() / 12);
            for (int before = 0; before <= sample.text().length(); before += step) {
                var prefix = "word ".repeat(seam / 5 + 1).substring(0, seam - before - 1) + "\n";
                var suffix = "\n" + "word ".repeat(100);

                var masked = masker.mask(prefix + sample.text() + suffix);

                assertThat(masked.value())
                        .as("%s with %d before the seam", sample.text(), before)
                        .isEqualTo(prefix + masker.mask(sample.text()).value() + suffix);
            }
        }
    }

    @Test
    void holdsBackNoMoreThanItsBound() {
        var stream = masker.stream();
        long fed = 0;
        long given = 0;
        for (int i = 0; i < 300; i++) {
            given += stream.feed("plain words and nothing else here\n".repeat(50)).length();
            fed += 34 * 50;

            assertThat(fed - given).isLessThanOrEqualTo(MaskingStream.HELD_MAX);
        }
    }

    @Test
    void anEndlessRunIsNotHeldForEver() {
        for (var unit :
                new String[] {
                    "A", "a@", "4", "%41", "password=", "-----BEGIN PRIVATE KEY-----\nAAAA"
                }) {
            var stream = masker.stream();
            int given = 0;
            for (int i = 0; i < 20; i++) {
                given += stream.feed(unit.repeat(20_000 / unit.length())).length();
            }

            assertThat(given).as(unit).isPositive();
        }
    }

    @Test
    void aFinishedStreamTakesNothingMore() {
        var stream = masker.stream();
        stream.finish();

        assertThatThrownBy(() -> stream.feed("x")).isInstanceOf(MaskingFailedException.class);
    }

    private static String log(int length) {
        var random = new Random(23);
        var samples = new Samples(23).all();
        var out = new StringBuilder();
        while (out.length() < length) {
            out.append("2024-05-01T12:00:00Z INFO request ")
                    .append(random.nextInt(100_000))
                    .append(" done ");
            if (random.nextInt(10) == 0) {
                out.append(samples.get(random.nextInt(samples.size())).text());
            }
            out.append('\n');
        }
        return out.toString();
    }
}
