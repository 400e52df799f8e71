package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the overview tells of calls that were made.
class OverviewTest extends ConsoleGateFixture {

    private static final String NIGHT =
            "when: { days: [mon], hours: [\"00:00-06:00\"], zone: UTC }";

    private void write(String notebook) {
        var _ =
                gate.call(
                        "write_note",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("notebook", notebook)
                                .put("text", "x"));
    }

    /// The page, once the index has caught up.
    private static String upToDate(Browser auditor, String path) {
        String page;
        do {
            page = auditor.read(path);
        } while (page.contains("not counted yet"));
        return page;
    }

    private static String chart(String page, String name) {
        var found =
                Pattern.compile(
                                "(?s)<section class=\"box chart\" aria-labelledby=\"chart-"
                                        + name
                                        + "\".*?</section>")
                        .matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hour", "day", "week"})
    void callsAreCountedByWhatBecameOfThem(String period) throws Exception {
        Files.writeString(directory.resolve("policy.yaml"), POLICY.replace(", " + NIGHT, ""));
        var auditor = as("auditor");
        while (gate.gate.roleMap().print().contains("00:00")) {
            Thread.onSpinWait();
        }
        write("shared");
        write("shared");
        write("private");
        write("guarded");

        var page = upToDate(auditor, "/overview?period=" + period);

        assertThat(chart(page, "calls")).contains("4 calls.", "<rect class=\"bar-0\"");
        assertThat(chart(page, "denials")).contains("1 call was denied.", "<td>1</td>");
        assertThat(chart(page, "holds")).contains("1 call was held for humans.", "<td>1</td>");
        assertThat(chart(page, "run-times")).contains("2 calls ran to an end.");
        assertThat(page).doesNotContain("style=", "<script>");
    }

    @Test
    void whereNothingHappenedNothingIsDrawn() {
        var page = upToDate(as("auditor"), "/overview");

        assertThat(page).contains("0 calls.", "Nothing in this period.").doesNotContain("<rect");
    }

    @Test
    void anotherPeriodIsNoPage() {
        assertThat(as("auditor").get("/overview?period=year").statusCode()).isEqualTo(404);
    }
}
