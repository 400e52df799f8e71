package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Seeds;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GlobLanguageTest {

    @ParameterizedTest
    @CsvSource({
        "agent/*, agent/x, true",
        "agent/*, agent/x/y, false",
        "agent/**, agent/x/y, true",
        "**, a/**/b, true",
        "*, a, true",
        "*, **, false",
        "a*, ab*, true",
        "ab*, a*, false",
        "?, a, true",
        "?, *, false",
        "**/a, a, true",
        "**/a, x/y/a, true",
        "*/a, **/a, false",
        "**/a, */a, true",
        "**/*.pem, keys/*.pem, true",
        "a?, a*, false",
        "*a*, *aa*, true"
    })
    void coverageIsThatOfTheTexts(String wide, String narrow, boolean covered) {
        assertThat(GlobLanguage.covers(List.of(wide), List.of(narrow))).isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "agent/*, main, true",
        "agent/*, agent/release-*, false",
        "a*, *b, false",
        "a?, a, true",
        "*, a/b, true",
        "**/x, y, true",
        "**/x, x, false"
    })
    void apartIsWhatHasNoTextInCommon(String one, String other, boolean apart) {
        assertThat(GlobLanguage.apart(List.of(one), List.of(other))).isEqualTo(apart);
        assertThat(GlobLanguage.apart(List.of(other), List.of(one))).isEqualTo(apart);
    }

    static LongStream seeds() {
        return Seeds.upTo(2_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNotCoveredHasAWitnessAndWhatIsHasNone(long seed) {
        var random = new Random(seed);
        var wide = IntStream.range(0, 1 + random.nextInt(2)).mapToObj(_ -> glob(random)).toList();
        var narrow = glob(random);

        var witness = GlobLanguage.uncovered(wide, narrow);

        if (witness.isPresent()) {
            assertThat(new Glob(narrow).matches(witness.get())).isTrue();
            assertThat(wide).noneMatch(glob -> new Glob(glob).matches(witness.get()));
        } else {
            for (int i = 0; i < 200; i++) {
                var text = text(random);
                if (new Glob(narrow).matches(text)) {
                    assertThat(wide)
                            .as("%s of %s in %s", text, narrow, wide)
                            .anyMatch(glob -> new Glob(glob).matches(text));
                }
            }
        }
    }

    private static String glob(Random random) {
        var parts = List.of("a", "b", "/", "?", "*", "**", "**/");
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(_ -> parts.get(random.nextInt(parts.size())))
                .collect(Collectors.joining());
    }

    private static String text(Random random) {
        return random.ints(1L + random.nextInt(5), 0, 4)
                .mapToObj(i -> "ab/c".substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
