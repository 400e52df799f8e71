package dev.sallyport.masking;

import java.util.BitSet;

/// Makes foreign text safe to look at: every character that moves, hides or reorders others is written out.
///
/// Control characters (ANSI escapes begin with one), line and paragraph separators, bidirectional,
/// zero-width, variation and tag characters, other blanks than the space, unassigned and private-use
/// characters, lone surrogates and the fifth and later of marks on one letter become a backslash and `u{202E}`, and so do letters that stand in another script's
/// place ([MixedScripts]); a backslash before `u{` is doubled, so that no text can pretend to be such an escape. This is for humans to read, not for machines to take back.
public final class Visible {

    /// More on one letter reach into the lines around it.
    ///
    /// @see <a href="https://www.unicode.org/reports/tr39/#Optional_Detection">Unicode Technical Standard #39, 5.4</a>
    private static final int MARKS_MAX = 4;

    private static final int EMPTY_BRAILLE = 0x2800;

    private Visible() {}

    /// One line: line breaks and tabs are written out too. For names, reasons and other short texts.
    public static String line(String text) {
        return escape(text, false);
    }

    /// Line feeds and tabs stay. For SQL, manifests, diffs and other texts of several lines. A carriage
    /// return is written out: alone it would overwrite what stands before it on a terminal.
    public static String block(String text) {
        return escape(text, true);
    }

    /// As [#line], of a text that may be visible already, all of it: what it has written out is not written out again.
    public static String lineAgain(String text) {
        return again(text, line(text));
    }

    /// As [#block], of a text that may be visible already, all of it: what it has written out is not written out again.
    public static String blockAgain(String text) {
        return again(text, block(text));
    }

    private static String again(String text, String visible) {
        return visible.replace("\\\\u{", "\\u{").equals(text) ? text : visible;
    }

    private static String escape(String text, boolean keepLines) {
        var mixed = MixedScripts.in(text);
        addPiled(text, mixed);
        int clean = cleanPrefix(text, mixed, keepLines);
        if (clean == text.length()) {
            return text;
        }
        var out = new StringBuilder(text.length() + 32).append(text, 0, clean);
        for (int i = clean; i < text.length(); ) {
            int cp = text.codePointAt(i);
            if (cp == '\\' && text.startsWith("u{", i + 1)) {
                out.append("\\\\");
            } else if (!mixed.get(i) && staysAsIs(cp, keepLines)) {
                out.appendCodePoint(cp);
            } else {
                out.append("\\u{")
                        .append(Integer.toHexString(cp).toUpperCase(java.util.Locale.ROOT));
                out.append('}');
            }
            i += Character.charCount(cp);
        }
        return out.toString();
    }

    private static void addPiled(String text, BitSet found) {
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int cp = text.codePointAt(i);
            marks = isMark(cp) ? marks + 1 : 0;
            if (marks > MARKS_MAX) {
                found.set(i);
            }
            i += Character.charCount(cp);
        }
    }

    private static boolean isMark(int cp) {
        return cp >= 0x300
                && switch (Character.getType(cp)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                    default -> false;
                };
    }

    private static int cleanPrefix(String text, BitSet mixed, boolean keepLines) {
        int i = 0;
        while (i < text.length()) {
            int cp = text.codePointAt(i);
            if (mixed.get(i)
                    || !staysAsIs(cp, keepLines)
                    || (cp == '\\' && text.startsWith("u{", i + 1))) {
                return i;
            }
            i += Character.charCount(cp);
        }
        return i;
    }

    private static boolean staysAsIs(int cp, boolean keepLines) {
        if (cp == '\n' || cp == '\t') {
            return keepLines;
        }
        if (cp < 0x7F) {
            return cp >= ' ';
        }
        if (Folding.isInvisible(cp) || cp == EMPTY_BRAILLE) {
            return false;
        }
        return switch (Character.getType(cp)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
