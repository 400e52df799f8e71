package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {

    @ParameterizedTest
    @CsvSource({
        "0000", "0007", "0008", "000D", "001B", "007F", "0085", "009B", "00A0", "00AD", "034F",
                "061C",
        "115F", "180E", "200B", "200D", "200E", "2028", "2029", "202A", "202E", "2060", "2066",
                "2069",
        "2800", "3000", "3164", "FE0F", "FEFF", "FFF9", "E000", "E0041", "E01EF", "10FFFF"
    })
    void whatMovesOrHidesTextIsWrittenOut(String hex) {
        var character = Character.toString(Integer.parseInt(hex, 16));
        var written =
                "a\\u{"
                        + Integer.toHexString(Integer.parseInt(hex, 16))
                                .toUpperCase(java.util.Locale.ROOT)
                        + "}b";

        assertThat(Visible.line("a" + character + "b")).isEqualTo(written);
        assertThat(Visible.block("a" + character + "b")).isEqualTo(written);
    }

    @Test
    void ordinaryTextOfAnyScriptStays() {
        var text = "Grüße, Ελλάδα, 日本語, العربية, עברית, हिन्दी, 🏝 – «x» \\n C:\\users";

        assertThat(Visible.line(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Cyrillic, Greek and Armenian letters among Latin ones
                "аdmin|\\u{430}dmin",
                "shop.оrders|shop.\\u{43E}rders",
                "раypal|\\u{440}\\u{430}ypal",
                "drοp table|dr\\u{3BF}p table",
                "rοοt_1|r\\u{3BF}\\u{3BF}t_1",
                "uѕers|u\\u{455}ers",
                "һost|\\u{4BB}ost",
                "cօunt|c\\u{585}unt",
                // a Latin letter in a Cyrillic word: the word is not what it seems either way
                "привeт|\\u{43F}\\u{440}\\u{438}\\u{432}e\\u{442}",
                // two scripts that both look like Latin
                "οрο|ο\\u{440}ο",
                // a whole word of look-alikes beside Latin
                "сору-file|\\u{441}\\u{43E}\\u{440}\\u{443}-file",
                "agent/ѕсоре|agent/\\u{455}\\u{441}\\u{43E}\\u{440}\\u{435}",
                // mathematical letters
                "𝐚dmin|\\u{1D41A}dmin",
                "𝗋𝗈𝗈𝗍|\\u{1D5CB}\\u{1D5C8}\\u{1D5C8}\\u{1D5CD}",
            })
    void lettersInAnotherScriptsPlaceAreWrittenOut(String text, String shown) {
        assertThat(Visible.line(text)).isEqualTo(shown);
        assertThat(Visible.block(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.заказы",
                "привет мир, а и о",
                "Ελλάδα και Κύπρος",
                "naïve Straße café",
                "SQLで検索、API를 사용",
                "面积_m2",
                "10 µs, 5 Ω",
                "e\u0301te\u0301",
                "user@пример.рф",
            })
    void namesOfOneScriptStayBesideOthers(String text) {
        assertThat(Visible.line(text)).isSameAs(text);
    }

    @Test
    void marksThatPileUpAreWrittenOut() {
        assertThat(Visible.line("a" + "\u0301".repeat(4) + "b"))
                .isEqualTo("a" + "\u0301".repeat(4) + "b");
        assertThat(Visible.line("a" + "\u0301\u0489".repeat(3) + "b"))
                .isEqualTo("a" + "\u0301\u0489".repeat(2) + "\\u{301}\\u{489}b");
    }

    @Test
    void lineBreaksAndTabsStayInBlocksOnly() {
        assertThat(Visible.block("a\n\tb\r\n")).isEqualTo("a\n\tb\\u{D}\n");
        assertThat(Visible.line("a\n\tb")).isEqualTo("a\\u{A}\\u{9}b");
    }

    @Test
    void textCannotPretendToBeEscaped() {
        assertThat(Visible.line("\\u{202E}")).isEqualTo("\\\\u{202E}");
    }

    @Test
    void halfACharacterIsWrittenOut() {
        assertThat(Visible.line("a\uD83Cb")).isEqualTo("a\\u{D83C}b");
    }

    @Test
    void whatIsVisibleAlreadyIsNotWrittenOutAgain() {
        for (var text : List.of("a\u202Eb", "a\\u{202E}b", "a\\\\u{202E}b", "plain")) {
            assertThat(Visible.lineAgain(Visible.line(text))).isEqualTo(Visible.line(text));
            assertThat(Visible.blockAgain(Visible.block(text))).isEqualTo(Visible.block(text));
        }
        assertThat(Visible.lineAgain("a\nb\u202E")).isEqualTo("a\\u{A}b\\u{202E}");
        assertThat(Visible.blockAgain("a\nb\u202E")).isEqualTo("a\nb\\u{202E}");
    }
}
