package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/// A held call as it is printed.
class ApprovalTextTest {

    private static final String DIFF =
            """
            diff --git a/x b/x
            --- a/x
            +++ b/x
            @@ -1,3 +1,3 @@
             same
            --- gone
            +come \u001B[31mred
            """;

    private static String printed(String kind, Ink ink) {
        var approval = JsonNodeFactory.instance.objectNode();
        approval.put("tool", "push_branch").put("target", "shop").put("headline", "push 1 commit");
        approval.putArray("sections")
                .addObject()
                .put("title", "Changes")
                .put("kind", kind)
                .put("content", DIFF);
        var out = new StringWriter();
        ApprovalText.print(approval, new PrintWriter(out, true), ink);
        return out.toString();
    }

    @Test
    void whatWasReleasedByBrokenGlassIsNoOrdinaryApproval() {
        var approval = JsonNodeFactory.instance.objectNode();
        approval.put("id", "apr_a").put("state", "completed");
        var glass = approval.putObject("broken_glass");
        glass.put("by", "user:cora").put("at", "T1").put("reason", "it \u001b[31mburns");
        glass.put("review_by", "T2").put("overdue", false);

        assertThat(ApprovalText.line(approval)).endsWith("by broken glass");
        assertThat(ApprovalText.brokenGlass(glass))
                .containsExactly(
                        "broken by user:cora at T1: it \\u{1B}[31mburns",
                        "to be reviewed until T2");
        glass.put("overdue", true);
        assertThat(ApprovalText.brokenGlass(glass))
                .endsWith("the review is OVERDUE, was due at T2");
        glass.putObject("review")
                .put("by", "user:ana")
                .put("verdict", "not_justified")
                .put("note", "no\u202Ene")
                .put("at", "T3");
        assertThat(ApprovalText.brokenGlass(glass))
                .endsWith("NOT justified, says user:ana at T3: no\\u{202E}ne");
        var out = new StringWriter();
        ApprovalText.print(approval, new PrintWriter(out, true), Ink.NONE);
        assertThat(out.toString()).contains("broken by user:cora");
    }

    @Test
    void aDiffShowsWhatComesAndWhatGoes() {
        assertThat(printed("diff", Ink.COLOURS))
                .containsSubsequence(
                        "\u001b[36m--- a/x\u001b[0m\n",
                        "\u001b[36m@@ -1,3 +1,3 @@\u001b[0m\n",
                        " same\n",
                        "\u001b[31m--- gone\u001b[0m\n",
                        "\u001b[32m+come \\u{1B}[31mred\u001b[0m\n");
    }

    @Test
    void withoutColoursTheTextIsTheSame() {
        var plain = printed("diff", Ink.NONE);

        assertThat(plain).doesNotContain("\u001b").contains("--- a/x\n", "+come \\u{1B}[31mred\n");
        assertThat(printed("diff", Ink.COLOURS).replaceAll("\u001b\\[[0-9;]+m", ""))
                .isEqualTo(plain);
    }

    @Test
    void whatIsWrittenOutAlreadyIsNotWrittenOutAgain() {
        assertThat(ApprovalText.line("a\\u{202E}b")).isEqualTo("a\\u{202E}b");
        assertThat(ApprovalText.line("a\\\\u{202E}b")).isEqualTo("a\\\\u{202E}b");
        assertThat(ApprovalText.line("a\\u{202E}\u202Eb")).isEqualTo("a\\\\u{202E}\\u{202E}b");
        assertThat(ApprovalText.line("a\nb")).isEqualTo("a\\u{A}b");
    }

    @Test
    void onlyADiffIsReadAsOne() {
        assertThat(printed("text", Ink.COLOURS)).contains("\n  +++ b/x\n", "\n  --- gone\n");
    }
}
