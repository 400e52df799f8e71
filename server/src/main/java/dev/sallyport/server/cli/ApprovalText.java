package dev.sallyport.server.cli;

import dev.sallyport.masking.Visible;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Held calls as a human reads them on a terminal, from what the API shows of them.
///
/// INVARIANT: every text of an answer passes [Visible] before it is printed, so that none moves the cursor or reorders
/// what stands beside it.
final class ApprovalText {
    private ApprovalText() {}

    static String text(JsonNode node, String key) {
        return line(node.path(key).asString(""));
    }

    /// For one line.
    static String line(String text) {
        return Visible.lineAgain(text);
    }

    static String texts(JsonNode list) {
        var parts = new ArrayList<String>();
        list.forEach(item -> parts.add(line(item.asString(""))));
        return String.join(", ", parts);
    }

    /// One line, to be found by programs too.
    static String line(JsonNode approval) {
        return text(approval, "id")
                + "  "
                + text(approval, "state")
                + "  "
                + text(approval.path("requester"), "subject")
                + "  "
                + what(approval)
                + "  (until "
                + text(approval, "expires_at")
                + ")"
                + (approval.has("broken_glass") ? "  by broken glass" : "");
    }

    /// What is known of broken glass, a line each.
    static List<String> brokenGlass(JsonNode glass) {
        var lines = new ArrayList<String>();
        lines.add(
                "broken by "
                        + text(glass, "by")
                        + " at "
                        + text(glass, "at")
                        + ": "
                        + text(glass, "reason"));
        var review = glass.path("review");
        if (review.isObject()) {
            var note = text(review, "note");
            lines.add(
                    (text(review, "verdict").equals("justified") ? "justified" : "NOT justified")
                            + ", says "
                            + text(review, "by")
                            + " at "
                            + text(review, "at")
                            + (note.isEmpty() ? "" : ": " + note));
        } else {
            lines.add(
                    (glass.path("overdue").asBoolean(false)
                                    ? "the review is OVERDUE, was due at "
                                    : "to be reviewed until ")
                            + text(glass, "review_by"));
        }
        return lines;
    }

    /// `modify_database on shop: update 3 rows of shop.orders`.
    private static String what(JsonNode approval) {
        return text(approval, "tool")
                + " on "
                + text(approval, "target")
                + ": "
                + text(approval, "headline");
    }

    /// `client:coding-agent for user:olga`.
    static String requester(JsonNode requester) {
        return text(requester, "subject")
                + (requester.has("on_behalf_of") ? " for " + text(requester, "on_behalf_of") : "");
    }

    /// All of one call.
    static void print(JsonNode approval, PrintWriter out, Ink ink) {
        var requester = approval.path("requester");
        out.println(ink.bold(what(approval)));
        out.println();
        line(out, "state", text(approval, "state"));
        line(
                out,
                "asked by",
                requester(requester)
                        + (text(requester, "client").isEmpty()
                                ? ""
                                : ", through " + text(requester, "client")));
        line(out, "held by", texts(approval.path("held_by")));
        for (var needed : approval.path("approvers")) {
            line(
                    out,
                    "needs",
                    needed.path("needed").asInt(1)
                            + " of role "
                            + text(needed, "role")
                            + ", has "
                            + needed.path("given").asInt(0)
                            + (needed.has("break_glass")
                                    ? "; " + text(needed, "break_glass") + " may break the glass"
                                    : ""));
        }
        for (var vote : approval.path("votes")) {
            line(
                    out,
                    "decided",
                    text(vote, "decision")
                            + " by "
                            + text(vote, "approver")
                            + (vote.has("in_place_of") ? " for " + text(vote, "in_place_of") : "")
                            + (vote.path("counts").asBoolean(true) ? "" : ", does not count"));
        }
        if (approval.has("broken_glass")) {
            brokenGlass(approval.path("broken_glass")).forEach(line -> line(out, "glass", line));
        }
        var other = text(approval, "you_decide_for");
        line(
                out,
                "you decide",
                other.isEmpty()
                        ? ""
                        : "in the place of "
                                + other
                                + ", by delegation "
                                + text(approval, "your_delegation"));
        line(out, "expires", text(approval, "expires_at"));
        line(out, "digest", text(approval, "digest"));
        for (var section : approval.path("sections")) {
            out.println();
            out.println(ink.bold("== " + text(section, "title") + " =="));
            var content = Visible.blockAgain(section.path("content").asString(""));
            if (section.path("kind").asString("").equals("diff")) {
                diff(content, out, ink);
            } else {
                content.lines().forEach(line -> indented(line, out));
            }
        }
        if (!text(approval, "agent_reason").isEmpty()) {
            out.println();
            out.println("-- the agent says (not checked by anyone) --");
            indented(text(approval, "agent_reason"), out);
        }
        hidden(approval.path("hidden"), out, ink);
    }

    /// So that no line of it passes for one of ours.
    private static void indented(String line, PrintWriter out) {
        out.println("  " + line);
    }

    /// Between `diff --git` and the first `@@` of a file, `+++` and `---` name it; after that they are changes.
    private static void diff(String shown, PrintWriter out, Ink ink) {
        boolean naming = false;
        for (var line : shown.split("\n", -1)) {
            if (line.startsWith("diff --git ")) {
                naming = true;
            } else if (line.startsWith("@@")) {
                naming = false;
            }
            if (naming || line.startsWith("@@")) {
                indented(ink.place(line), out);
            } else if (line.startsWith("+")) {
                indented(ink.added(line), out);
            } else if (line.startsWith("-")) {
                indented(ink.removed(line), out);
            } else {
                indented(line, out);
            }
        }
    }

    /// Last, so that it stands right above the prompt from which one decides.
    private static void hidden(JsonNode hidden, PrintWriter out, Ink ink) {
        int count = hidden.path("count").asInt(0);
        if (count == 0) {
            return;
        }
        out.println();
        out.println(
                ink.alarm(
                        "!! "
                                + (count == 1
                                        ? "1 value is hidden here:"
                                        : count + " values are hidden here:")));
        for (var value : hidden.path("values")) {
            out.println(
                    "!!   "
                            + value.path("count").asInt(0)
                            + " × "
                            + text(value, "kind").replace('_', ' ').toLowerCase(Locale.ROOT)
                            + " in "
                            + text(value, "place"));
        }
        out.println(
                "!! The call runs with the real values. To approve it nevertheless: --accept-hidden "
                        + count);
    }

    private static void line(PrintWriter out, String name, String value) {
        if (value.isBlank()) {
            return;
        }
        out.println("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
    }
}
