package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.history.Division.Kind;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A search is short by its form already.
class SearchWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b c d e f g h i",
                "\"a b c d e f g h i\"",
                "a.b.c.d.e.f.g.h.i",
                "\"a a a a a a a a a\"",
                "a-b c-d e-f \"g h\" i",
            })
    void moreThanEightWordsAreRefusedHoweverTheyAreWritten(String text) {
        assertThatThrownBy(() -> SearchWords.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a search has at most 8 different words, not 9");
    }

    @Test
    void sixtySixBeginningsAreRefused() {
        var stars = new StringBuilder();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            stars.append(letter).append("* ").append(letter).append("a* ");
        }

        assertThatThrownBy(() -> SearchWords.parse(stars.toString()))
                .hasMessage("a search has at most 8 different words, not 52");
        assertThatThrownBy(() -> SearchWords.parse("a* ".repeat(66)))
                .hasMessage("write at least 3 letters or digits before a star, as in `ord*`");
        assertThatThrownBy(() -> SearchWords.parse("aaa* bbb* ccc*"))
                .hasMessage("at most 2 words of a search end in a star, not 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*",
                "or*",
                "orders.i*",
                "\"select i*\"",
                "orders--a*",
                "e\u0301e\u0301*",
                "\uD835\uDC00\uD835\uDC01*",
                "or**",
                "\uE000\uE000*a b*",
            })
    void aStarWantsThreeLettersBeforeIt(String text) {
        assertThatThrownBy(() -> SearchWords.parse(text))
                .hasMessage("write at least 3 letters or digits before a star, as in `ord*`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ord*|'\"ord*\" *'",
                "ord* ORD* ord*|'\"ord*\" *'",
                "Select select SELECT|'\"Select\"'",
                "a b c d e f g h|'\"a\" AND \"b\" AND \"c\" AND \"d\" AND \"e\" AND \"f\" AND \"g\" AND \"h\"'",
                "'\"shop.stock sto*\" one'|'\"shop.stock sto*\" * AND \"one\"'",
            })
    void whatIsAskedForTwiceIsLookedForOnce(String text, String expression) {
        assertThat(SearchWords.parse(text).expression()).isEqualTo(expression);
    }

    /// For Java all of these are parts of a word, or none of these are a word of its own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u19B0", // a letter that was a mark
                "\u1CF3", "\u0305", // a mark that does not go upon a letter
                "\u064B", "\u094D",
            })
    void whatDividesForSqliteAloneDividesWords(String seam) {
        var words = IntStream.range(0, 40).mapToObj(i -> "w" + i).toList();

        assertThatThrownBy(() -> SearchWords.parse(String.join(seam, words)))
                .hasMessage("a search has at most 8 different words, not 40");
        assertThatThrownBy(() -> SearchWords.parse(seam.repeat(3) + "o*"))
                .hasMessage("write at least 3 letters or digits before a star, as in `ord*`");
        assertThatThrownBy(() -> SearchWords.parse("aa" + seam + "o*"))
                .hasMessage("write at least 3 letters or digits before a star, as in `ord*`");
        assertThatThrownBy(() -> SearchWords.parse(seam))
                .hasMessage("search for words of letters or digits");
    }

    @Test
    void aSignThatMayBeAWordCountsAsOne() {
        // They came to Unicode after SQLite's table, which takes what it does not know for letters.
        var text = "\"a" + " \uD83E\uDD16".repeat(8) + "\"";

        assertThatThrownBy(() -> SearchWords.parse(text))
                .hasMessage("a search has at most 8 different words, not 9");
        assertThatThrownBy(() -> SearchWords.parse("\"order \uD83E\uDD16*\""))
                .hasMessage("write at least 3 letters or digits before a star, as in `ord*`");
        assertThat(SearchWords.parse("order\uD83E\uDD16*").isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ord*,3",
        "e\u0301e\u0301*,2",
        "e\u0301te\u0301*,3",
        "a b\u2014cde*,3",
        "abc\u20BF,3",
        "abc\u20BF\u20BF,1",
    })
    void theLastWordIsAtLeastSoLong(String text, int length) {
        assertThat(Division.lengthOfLast(text)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "'',0",
        "select id from orders,4",
        "e\u0301te\u0301,1",
        "\u0301 a,1",
        "a \u2014 b,2",
        "a\u20BFb,2",
        "\u20BF100,1",
        "100 \u20BF,2",
        "a\u20BF\u20BF\u20BFb,3",
        "\u0939\u093F\u0928\u094D\u0926\u0940,3",
    })
    void aTextHasSoManyWordsAtMost(String text, int words) {
        assertThat(Division.words(text)).isEqualTo(words);
    }

    /// Of every character that is said to be something, SQLite says the same.
    @Test
    void sqliteDividesAsIsSaidHere() throws SQLException {
        var lengths = new HashMap<Integer, String>();
        try (var index = DriverManager.getConnection("jdbc:sqlite::memory:");
                var statement = index.createStatement()) {
            index.setAutoCommit(false);
            statement.execute(
                    "CREATE VIRTUAL TABLE words USING fts5 (text,"
                            + " tokenize = 'unicode61 remove_diacritics 2')");
            statement.execute("CREATE VIRTUAL TABLE token USING fts5vocab (words, 'instance')");
            try (var insert =
                    index.prepareStatement("INSERT INTO words (rowid, text) VALUES (?, ?)")) {
                for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
                    if (Division.kind(c) != Kind.UNSURE) {
                        insert.setInt(1, c);
                        insert.setString(2, "a" + Character.toString(c) + "z");
                        insert.addBatch();
                        if (c % 5_000 == 0) {
                            insert.executeBatch();
                        }
                    }
                }
                insert.executeBatch();
            }
            try (var tokens =
                    statement.executeQuery(
                            "SELECT doc, group_concat(length(term)) FROM token GROUP BY doc")) {
                while (tokens.next()) {
                    lengths.put(tokens.getInt(1), tokens.getString(2));
                }
            }
        }

        assertThat(lengths).hasSizeGreaterThan(250_000);
        var wrong = new TreeMap<String, String>();
        lengths.forEach((c, found) -> {
            var said =
                    switch (Division.kind(c)) {
                        case WORD -> "3";
                        case UPON -> "2";
                        case BETWEEN -> "1,1";
                        case UNSURE -> found;
                    };
            if (!said.equals(found)) {
                wrong.put(Integer.toHexString(c) + " " + Character.getName(c), found);
            }
        });
        assertThat(wrong).isEmpty();
    }
}
