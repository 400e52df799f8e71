package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sallyport.tools.database.Analyst.Understanding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is too long, too deep or broken is refused quickly, and nothing makes the reader fail.
final class BoundsTest {

    private static final Analyst EMPTY =
            new Analyst(
                    PostgreSqlDialect.INSTANCE,
                    new Catalogue(
                            PostgreSqlDialect.INSTANCE.lexis(),
                            Map.of(),
                            List.of("public"),
                            List.of(),
                            ""));

    static Stream<String> broken() {
        return Stream.of(
                "select '" + "x".repeat(1 << 20) + "'",
                "(".repeat(10_000),
                "select " + "(".repeat(10_000) + "1" + ")".repeat(10_000),
                "select " + "(".repeat(65) + "1" + ")".repeat(65),
                "select " + "- ".repeat(20_000) + "1",
                "select " + "not ".repeat(10_000) + "true",
                "select " + "case when true then ".repeat(2_000) + "1" + " end".repeat(2_000),
                "select 1" + " + 1".repeat(10_000),
                "select 1 in (1" + ",1".repeat(10_000) + ")",
                "select 1" + " union select 1".repeat(3_000),
                "select * from " + "(select * from ".repeat(70) + "x" + ")".repeat(70),
                "select a" + ".b".repeat(10_000),
                "select * from a" + " join a".repeat(5_000),
                "select * from json_table('1', '$' columns ("
                        + "nested '$' columns (".repeat(5_000),
                "select json_array(" + "json_array(".repeat(5_000),
                "select 'a\0b'",
                "select\0 1",
                "select '\ud800'",
                "select \u0001",
                "select 'a\u0007'",
                "select \u00a01",
                "select \u202e1",
                "/*".repeat(20_000),
                "/* " + "a".repeat(60_000),
                "'" + "a".repeat(60_000),
                "$" + "a".repeat(60_000),
                "E'\\u12'",
                "select E'\\ud800'",
                "select 1e",
                "select 1.2.3",
                "select 12abc",
                "select 0x",
                "select b'2'",
                "select n'x'",
                "select @@@ 1",
                "\\",
                "");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenTextIsRefusedQuickly(String sql) {
        var understanding =
                assertTimeoutPreemptively(Duration.ofSeconds(2), () -> EMPTY.understand(sql));

        assertThat(understanding).isInstanceOf(Understanding.Refused.class);
    }

    @Test
    void textAtTheBoundsIsRead() {
        assertThat(EMPTY.understand("select " + "(".repeat(60) + "1" + ")".repeat(60)))
                .isInstanceOf(Understanding.Understood.class);
        assertThat(EMPTY.understand("select 1" + " + 1".repeat(1_900)))
                .isInstanceOf(Understanding.Understood.class);
        assertThat(EMPTY.understand("select '" + "x".repeat(65_000) + "'"))
                .isInstanceOf(Understanding.Understood.class);
    }

    @Test
    void recursionWithinRecursionEnds() {
        var sql = new StringBuilder("select 1");
        for (int i = 0; i < 12; i++) {
            sql.insert(
                            0,
                            "with recursive r"
                                    + i
                                    + " as (select 1 as a union all select a from r"
                                    + i
                                    + " where exists (")
                    .append(")) select a from r" + i);
        }

        var understanding =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> EMPTY.understand(sql.toString()));

        assertThat(understanding).isNotNull();
    }

    /// Shuffles, cuts and joins the corpora's own texts; whatever comes out must be answered, never thrown.
    @Test
    void mangledStatementsAreAnswered() {
        var texts =
                Stream.of("reads.sql", "attacks.sql", "laundering.sql", "writes.sql")
                        .flatMap(TestDatabase::corpus)
                        .toList();
        long seed = 20_260_101L;
        var random = new Random(seed);

        for (int i = 0; i < 20_000; i++) {
            var one = texts.get(random.nextInt(texts.size()));
            var two = texts.get(random.nextInt(texts.size()));
            var mangled =
                    switch (random.nextInt(4)) {
                        case 0 -> one.substring(0, random.nextInt(one.length() + 1));
                        case 1 ->
                                one.substring(0, random.nextInt(one.length() + 1))
                                        + two.substring(random.nextInt(two.length() + 1));
                        case 2 -> {
                            int at = random.nextInt(one.length() + 1);
                            yield one.substring(0, at)
                                    + "()[],.;:'\"$\\/*-+#@?e|&".charAt(random.nextInt(22))
                                    + one.substring(at);
                        }
                        default -> {
                            var words = one.split(" ");
                            var swapped = words[random.nextInt(words.length)];
                            words[random.nextInt(words.length)] = swapped;
                            yield String.join(" ", words);
                        }
                    };

            assertThat(EMPTY.understand(mangled)).as("seed %d: %s", seed, mangled).isNotNull();
        }
    }
}
