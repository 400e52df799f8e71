package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTest {

    @ParameterizedTest
    @CsvSource({
        "0000", "0007", "0008", "000D", "001B", "007F", "0085", "009B", "00A0", "00AD", "034F",
                "061C",
        "115F", "180E", "200B", "200D", "200E", "2028", "2029", "202A", "202E", "2060", "2066",
                "2069",
        "3000", "3164", "FE0F", "FEFF", "FFF9", "E000", "E0041", "E01EF", "10FFFF"
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
}
