package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.export.ExportState;
import org.junit.jupiter.api.Test;

class LogPageTest {

    private static String words(long behind, long refused, String problem) {
        return LogPage.words(new ExportState("file:copy", 5, behind, refused, problem));
    }

    @Test
    void aCopyThatLacksNothingIsSaidToBeWhole() {
        assertThat(words(0, 0, "")).isEqualTo("all that is signed");
    }

    @Test
    void whatACopyLacksAndWhyIsSaid() {
        assertThat(words(1, 0, "it answered with status 503"))
                .isEqualTo("1 record behind; it waits: it answered with status 503");
        assertThat(words(20, 3, ""))
                .isEqualTo("20 records behind; it refused 3 records for good since the start");
    }
}
