package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
