package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "main, main, true",
        "main, Main, false",
        "main, mainline, false",
        "main, xmain, false",
        "agent/*, agent/fix, true",
        "agent/*, agent/, true",
        "agent/*, agent, false",
        "agent/*, agent/a/b, false",
        "agent/**, agent/a/b, true",
        "*, main, true",
        "*, a/b, false",
        "**, a/b, true",
        "a*c, ac, true",
        "a*c, abbbc, true",
        "a*c, abbb, false",
        "a*c*, acxc, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "a?c, a/c, false",
        "**/*.pem, key.pem, true",
        "**/*.pem, a/key.pem, true",
        "**/*.pem, a/b/key.pem, true",
        "**/*.pem, a/b/key.pem.txt, false",
        "**/x, x, true",
        "**/x, ax, false",
        "a/**/z, a/z, true",
        "a/**/z, a/b/z, true",
        "a/**/z, a/b/c/z, true",
        "a/**/z, az, false",
        "a/**/z, a/bz, false",
        "a**/z, a/z, true",
        "a**/z, ab/c/z, true",
        "a**/z, az, false",
        "**/**/x, x, true",
        ".github/**, .github/workflows/ci.yml, true",
        ".github/**, .github, false",
        "registry.example.com/**, registry.example.com/a/b:1, true",
        "registry.example.com/**, registryXexample.com/a, false",
        "a.c, abc, false",
        "(x|y), x, false",
        "[ab], a, false",
        "'[ab]', '[ab]', true",
    })
    void matchesWholeTexts(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "?", "**/*", "a"})
    void theEmptyTextMatchesNothing(String pattern) {
        assertThat(new Glob(pattern).matches("")).isFalse();
    }

    @Test
    void patternsHaveBounds() {
        assertThatThrownBy(() -> new Glob("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Glob("x".repeat(Glob.LENGTH_MAX + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Glob("x".repeat(Glob.LENGTH_MAX)).matches("x".repeat(Glob.LENGTH_MAX)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "**a", "a*", "?*", "**/a*"})
    void hostileInputTakesNoLongerThanItsLength(String unit) {
        var glob = new Glob(unit.repeat(Glob.LENGTH_MAX / unit.length() - 1) + "b");
        var text = "a".repeat(100_000);

        // A matcher that backtracks would need longer than anybody has; this one visits each pair
        // once.
        boolean matched =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> glob.matches(text));

        assertThat(matched).isFalse();
    }

    @Test
    void agreesWithTheDefinitionOnRandomInput() {
        var random = new Random(20260101);
        for (int i = 0; i < 200_000; i++) {
            var pattern = text(random, "ab/*?*", 1 + random.nextInt(7));
            var text = text(random, "ab/", 1 + random.nextInt(6));

            assertThat(new Glob(pattern).matches(text))
                    .as("`%s` on `%s`", pattern, text)
                    .isEqualTo(matches(tokens(pattern), text));
        }
    }

    private static String text(Random random, String alphabet, int length) {
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    private static List<String> tokens(String pattern) {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < pattern.length(); ) {
            boolean segmentStart = i == 0 || pattern.charAt(i - 1) == '/';
            var token =
                    segmentStart && pattern.startsWith("**/", i)
                            ? "**/"
                            : pattern.startsWith("**", i) ? "**" : pattern.substring(i, i + 1);
            tokens.add(token);
            i += token.length();
        }
        return tokens;
    }

    /// The definition, word for word and without a thought for time.
    private static boolean matches(List<String> tokens, String text) {
        if (tokens.isEmpty()) {
            return text.isEmpty();
        }
        var rest = tokens.subList(1, tokens.size());
        for (int taken = 0; taken <= text.length(); taken++) {
            var head = text.substring(0, taken);
            boolean fits =
                    switch (tokens.getFirst()) {
                        case "*" -> head.indexOf('/') < 0;
                        case "**" -> true;
                        case "**/" -> head.isEmpty() || head.endsWith("/");
                        case "?" -> taken == 1 && !head.equals("/");
                        default -> head.equals(tokens.getFirst());
                    };
            if (fits && matches(rest, text.substring(taken))) {
                return true;
            }
        }
        return false;
    }
}
