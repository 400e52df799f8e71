package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Preview.Section;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What an approver has to read before they decide is little, and nothing that matters is folded.
class DecisionPageWordsTest extends ApprovalPagesFixture {

    /// Read in 20 seconds, at 240 words a minute.
    private static final int WORDS_MAX = 80;

    private static final String REASON = "the parcel left the house this morning, ticket 4711";

    private static final Section EFFECT =
            new Section(
                    "Effect", Preview.Kind.TEXT, "1 row when tried; if more, nothing is changed");

    private static final Section PLAN =
            new Section(
                    "Query plan",
                    Preview.Kind.BACKGROUND,
                    "Update on orders\n  ->  Index Scan using orders_pkey on orders");

    private static final Pattern FOLDED =
            Pattern.compile(
                    "<details(?![^>]* open)[^>]*>\\s*(<summary>.*?</summary>).*?</details>",
                    Pattern.DOTALL);

    private ApprovalRequest update(Section... further) {
        var sections =
                new Section[] {
                    new Section(
                            "Statement",
                            Preview.Kind.SQL,
                            "update shop.orders set status = 'shipped' where id = 2"),
                    EFFECT,
                    PLAN
                };
        return hold(
                "update 1 row of shop/shop.orders",
                "claude 1.0",
                REASON,
                further.length == 0 ? sections : further);
    }

    /// What stands on the page before the last button of the decision, without what is folded.
    private static String read(Answer page) {
        assertThat(page.body()).contains("id=\"approve\"");
        var main = page.body().substring(page.body().indexOf("<main"));
        var above = main.substring(0, main.indexOf("</button>", main.indexOf("id=\"reject\"")));
        return FOLDED.matcher(above)
                .replaceAll("$1")
                .replaceAll("</?(strong|code|span|a)\\b[^>]*>", "")
                .replaceAll("<[^>]*>", " ")
                .replace("&#39;", "'")
                .strip()
                .replaceAll("\\s+", " ");
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    @Test
    void anUpdateIsReadInTwentySeconds() throws IOException {
        var text = read(as("ana").get(path(update())));

        assertThat(text)
                .containsSubsequence(
                        "update 1 row of shop/shop.orders",
                        "Asked by agent coding-agent, for olga",
                        "changes to the shop's data want one dba",
                        "update shop.orders set status = 'shipped' where id = 2",
                        "1 row when tried; if more, nothing is changed",
                        "The agent says, unchecked",
                        REASON,
                        "1 dba must approve by 10:00 UTC.",
                        "Reason (optional)",
                        "Approve",
                        "Reject")
                .doesNotContain("Index Scan", "Program, by its own word", "row count");
        assertThat(words(text)).hasSizeBetween(40, WORDS_MAX);
    }

    @Test
    void whatCannotBeTakenBackSaysSoAboveTheButton() throws IOException {
        var deletion =
                hold(
                        "delete 2 rows of shop/shop.order_items",
                        "claude 1.0",
                        REASON,
                        new Section(
                                "Statement",
                                Preview.Kind.SQL,
                                "delete from shop.order_items where order_id = 5"),
                        EFFECT,
                        PLAN);

        var text = read(as("ana").get(path(deletion)));

        assertThat(text).contains("It cannot be taken back.");
        assertThat(words(text)).hasSizeBetween(40, WORDS_MAX);
        assertThat(read(as("ana").get(path(update())))).doesNotContain("taken back");
    }

    @Test
    void whatIsFoldedIsOnThePage() throws IOException {
        var page = as("ana").get(path(update())).body();

        assertThat(page)
                .contains("Index Scan", "<dd>client:coding-agent</dd>", "<dd>claude 1.0</dd>")
                .contains("<dt>row count</dt>", "<dd>2026-03-01 10:00:00 UTC</dd>");
    }

    @Test
    void whereSeveralRolesMustAgreeEachHasALine() throws IOException {
        var request =
                desk.hold(
                        "update 1", List.of(new ApproverSet("dba", 1), new ApproverSet("sre", 2)));

        assertThat(as("ana").get(path(request)).body())
                .containsSubsequence(
                        "All of these must approve by 10:00 UTC:",
                        "0 of 1 needed by <code>dba</code>",
                        "0 of 2 needed by <code>sre</code>");
    }

    @Test
    void nothingIsFoldedWhereValuesAreHidden() throws IOException {
        var hiding = new Section("Query plan", Preview.Kind.BACKGROUND, HIDDEN + " on orders");

        var text = read(as("ana").get(path(update(EFFECT, hiding))));

        assertThat(text)
                .contains("1 value is hidden here: 1 × aws secret key in Query plan.")
                .contains("⟦masked:AWS_SECRET_KEY⟧ on orders", "client:coding-agent");
    }

    @Test
    void whatIsCutIsNotFolded() throws IOException {
        var request =
                update(
                        EFFECT,
                        new Section("Query plan", Preview.Kind.BACKGROUND, "line\n".repeat(300)));
        var ana = as("ana");

        var page = ana.get(path(request)).body();
        assertThat(page)
                .containsSubsequence(
                        "<details open><summary>Query plan", "Cut here: 100 more lines, ")
                .contains("open all of it")
                .doesNotContain("id=\"approve\"");
        assertThat(ana.get(path(request) + "/whole").body())
                .contains("<details open><summary>Query plan", "id=\"approve\"");
    }
}
