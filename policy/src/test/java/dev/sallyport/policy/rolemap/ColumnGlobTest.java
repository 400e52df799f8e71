package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Glob;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnGlobTest {

    @ParameterizedTest
    @CsvSource({
        "ssn, ssn, true",
        "ssn, customers.ssn, true",
        "customers.ssn, ssn, false",
        "*.ssn, ssn, false",
        "**.ssn, ssn, true",
        "customers.ssn, shop.customers.ssn, true",
        "shop.customers.ssn, customers.ssn, false",
        "customers.*, customers.ssn, true",
        "*.*, customers.ssn, true",
        "*, customers.ssn, true",
        "*.email, *.email, true",
        "customers.email, *.email, false",
        "*.e*, *.email, true",
        "*.e?ail, *.email, true",
        "*.e?ail, *.e*ail, false",
        "*.*mail, *.e*ail, false",
        "*.*ail, *.e*ail, true",
        "ss?, ss*, false",
        "ss*, ss?, true",
        "s*n, s**n, false",
    })
    void coversWhatItMatchesWhole(String wide, String narrow, boolean expected) {
        assertThat(ColumnGlob.covers(wide, narrow)).isEqualTo(expected);
    }

    @Test
    void whatCoversMatchesEveryColumnThatTheOtherMatches() {
        var random = new Random(7);
        int covered = 0;
        for (int i = 0; i < 20_000; i++) {
            var wide = glob(random);
            var narrow = glob(random);
            if (!ColumnGlob.covers(wide, narrow)) {
                continue;
            }
            covered++;
            for (int j = 0; j < 20; j++) {
                var column = List.of(word(random, "ab"), word(random, "ab"), word(random, "ab"));
                if (matches(narrow, column)) {
                    assertThat(matches(wide, column))
                            .as("`%s` covers `%s`, and %s", wide, narrow, column)
                            .isTrue();
                }
            }
        }
        assertThat(covered).isGreaterThan(500);
    }

    private static String glob(Random random) {
        var parts = new String[1 + random.nextInt(3)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = word(random, "ab*?");
        }
        return String.join(".", parts);
    }

    private static String word(Random random, String alphabet) {
        var out = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    private static boolean matches(String glob, List<String> column) {
        int parts = glob.split("\\.", -1).length;
        return new Glob(glob)
                .matches(String.join(".", column.subList(column.size() - parts, column.size())));
    }
}
