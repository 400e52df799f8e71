package dev.sallyport.server.console;

import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// How much of the texts of a request a page shows, and whether anything was left out. What the detectors know is
/// replaced first, while a text is whole. For one page.
final class Excerpts {

    static final int LINES_MAX = 200;
    static final int CHARACTERS_MAX = 20_000;

    /// Characters of a text that stands in one line.
    static final int LINE_MAX = 300;

    private final UnaryOperator<String> masker;
    private final boolean whole;
    private boolean cut;

    /// @param whole whether everything is shown, however long
    Excerpts(UnaryOperator<String> masker, boolean whole) {
        this.masker = masker;
        this.whole = whole;
    }

    /// Whether anything was left out so far.
    boolean cut() {
        return cut;
    }

    /// A name or another short text.
    String line(String text) {
        var masked = masked(text);
        if (whole || masked.length() <= LINE_MAX) {
            return masked;
        }
        cut = true;
        var begin = WholeText.start(masked, LINE_MAX);
        return begin + " … [" + (masked.length() - begin.length()) + " more characters]";
    }

    /// The first of many.
    <T> List<T> first(List<T> all, int max) {
        if (whole || all.size() <= max) {
            return all;
        }
        cut = true;
        return all.subList(0, max);
    }

    /// A text of several lines.
    ///
    /// @param leftOut in words; empty when nothing is
    /// @param background whether one can decide without it
    record Passage(String title, List<Line> lines, String leftOut, boolean background) {
        public Passage {
            lines = List.copyOf(lines);
        }
    }

    /// @param text without the line feed
    record Line(Kind kind, String text) {
        enum Kind {
            PLAIN,
            /// Where in a file the next lines are.
            PLACE,
            ADDED,
            REMOVED
        }
    }

    Passage passage(Preview.Section section) {
        var masked = masked(section.content());
        var all = masked.endsWith("\n") ? masked.substring(0, masked.length() - 1) : masked;
        int end = whole ? all.length() : end(all);
        var leftOut = "";
        if (end < all.length()) {
            cut = true;
            leftOut = leftOut(all, end);
        }
        var shown = all.substring(0, end);
        return new Passage(
                line(section.title()),
                section.kind() == Preview.Kind.DIFF ? diff(shown) : plain(shown),
                leftOut,
                section.kind() == Preview.Kind.BACKGROUND);
    }

    /// What could not be masked is not shown, on no page.
    String masked(String text) {
        var masked = masker.apply(text);
        cut |= masked.equals(ReplyMasker.WITHHELD);
        return masked;
    }

    private static int end(String text) {
        int end = WholeText.start(text, CHARACTERS_MAX).length();
        int lines = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n' && ++lines == LINES_MAX) {
                return i;
            }
        }
        return end;
    }

    private static String leftOut(String text, int end) {
        long lines = text.substring(end).chars().filter(c -> c == '\n').count();
        return (lines == 0 ? "" : lines + (lines == 1 ? " more line, " : " more lines, "))
                + Words.count(text.length() - end, "character", "characters");
    }

    private static List<Line> plain(String text) {
        return Stream.of(text.split("\n", -1))
                .map(line -> new Line(Line.Kind.PLAIN, line))
                .toList();
    }

    /// Lines like `+++` and `---` name files between `diff --git` and the first `@@`; inside of a change they are what
    /// was added and removed.
    private static List<Line> diff(String text) {
        var lines = new ArrayList<Line>();
        boolean naming = false;
        for (var line : text.split("\n", -1)) {
            if (line.startsWith("diff --git ")) {
                naming = true;
            } else if (line.startsWith("@@")) {
                naming = false;
            }
            lines.add(new Line(kind(line, naming), line));
        }
        return lines;
    }

    private static Line.Kind kind(String line, boolean naming) {
        if (naming || line.startsWith("@@")) {
            return Line.Kind.PLACE;
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> Line.Kind.ADDED;
            case '-' -> Line.Kind.REMOVED;
            default -> Line.Kind.PLAIN;
        };
    }
}
