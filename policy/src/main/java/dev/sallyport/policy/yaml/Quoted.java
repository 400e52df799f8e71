package dev.sallyport.policy.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/// Input as it may be shown in a message: in backticks, shortened, with nothing invisible.
public final class Quoted {

    /// A longer text is cut after this many code points.
    public static final int LENGTH_MAX = 80;

    /// Of more texts the others are counted.
    private static final int COUNT_MAX = 100;

    private Quoted() {}

    /// The text in backticks; control, formatting and bidirectional characters become `<U+202E>`.
    public static String of(String text) {
        return "`" + visible(text, LENGTH_MAX) + "`";
    }

    /// The whole text with nothing invisible in it, and no backtick.
    public static String visible(String text) {
        return visible(text, Integer.MAX_VALUE);
    }

    static String visible(String text, int max) {
        var out = new StringBuilder();
        text.codePoints().limit(max).forEach(c -> append(out, c));
        if (text.codePointCount(0, text.length()) > max) {
            out.append('…');
        }
        return out.toString();
    }

    /// Several texts, each as [#of], with commas between; of more than a hundred the first, and how many more there are.
    public static String all(Collection<String> texts) {
        return texts.stream().limit(COUNT_MAX).map(Quoted::of).collect(Collectors.joining(", "))
                + (texts.size() > COUNT_MAX ? " and " + (texts.size() - COUNT_MAX) + " more" : "");
    }

    private static void append(StringBuilder out, int c) {
        boolean visible =
                switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            false;
                    case Character.SPACE_SEPARATOR -> c == ' ';
                    default -> c != '`';
                };
        if (visible) {
            out.appendCodePoint(c);
        } else {
            out.append(String.format(Locale.ROOT, "<U+%04X>", c));
        }
    }
}
