package dev.sallyport.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Checks that a human sees every character of what a channel shows, where it stands. Knows nothing of how the gate
/// makes texts visible.
public final class Seen {

    /// After Unicode Technical Standard #39, 5.4.
    private static final int MARKS_MAX = 4;

    private static final Set<UnicodeScript> LIKE_LATIN =
            EnumSet.of(
                    UnicodeScript.CYRILLIC,
                    UnicodeScript.GREEK,
                    UnicodeScript.ARMENIAN,
                    UnicodeScript.CHEROKEE);

    private Seen() {}

    /// @param what for the message
    /// @param shown as the channel's reader gets it; line feeds are its own
    public static void assertSeen(String what, String shown) {
        assertThat(problems(shown)).as(what).isEmpty();
    }

    /// Of every text and every name in it.
    public static void assertSeen(String what, JsonNode shown) {
        if (shown.isString()) {
            assertSeen(what, shown.stringValue());
        }
        for (var property : shown.properties()) {
            assertSeen(what + "." + property.getKey(), property.getKey());
            assertSeen(what + "." + property.getKey(), property.getValue());
        }
        if (shown.isArray()) {
            shown.forEach(item -> assertSeen(what + "[]", item));
        }
    }

    /// What cannot be seen, moves others, or passes for something else.
    static List<String> problems(String shown) {
        var problems = new ArrayList<String>();
        int marks = 0;
        boolean ascii = true;
        var scripts = EnumSet.noneOf(UnicodeScript.class);
        for (int i = 0; i < shown.length(); ) {
            int cp = shown.codePointAt(i);
            // Pages are long, and mostly this.
            if (ascii && cp >= ' ' && cp < 0x7F) {
                i++;
                continue;
            }
            if (ascii) {
                scripts.clear();
                if (i > 0 && Character.isLetter(shown.charAt(i - 1))) {
                    scripts.add(UnicodeScript.LATIN);
                }
            }
            marks = isMark(cp) ? marks + 1 : 0;
            if (!Character.isLetter(cp) && marks == 0) {
                scripts.clear();
            } else {
                scripts.add(UnicodeScript.of(cp));
            }
            boolean mixed =
                    scripts.contains(UnicodeScript.LATIN)
                            && scripts.stream().anyMatch(LIKE_LATIN::contains);
            if (isUnseen(cp) || isDressed(cp) || marks > MARKS_MAX || mixed) {
                problems.add(
                        "U+%04X at %d: %s"
                                .formatted(cp, i, shown.substring(Math.max(0, i - 20), i)));
                scripts.clear();
            }
            i += Character.charCount(cp);
            ascii = scripts.isEmpty() && marks == 0;
        }
        return problems;
    }

    private static boolean isMark(int cp) {
        int type = Character.getType(cp);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isUnseen(int cp) {
        return switch (Character.getType(cp)) {
            case Character.CONTROL -> cp != '\n' && cp != '\t';
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            case Character.SPACE_SEPARATOR -> cp != ' ';
            default -> isDefaultIgnorable(cp) || cp == 0x2800;
        };
    }

    /// Of the Unicode property Default_Ignorable_Code_Point what is no format character, and the variation selectors.
    private static boolean isDefaultIgnorable(int cp) {
        return cp == 0x34F
                || cp == 0x115F
                || cp == 0x1160
                || cp == 0x17B4
                || cp == 0x17B5
                || (cp >= 0x180B && cp <= 0x180F)
                || cp == 0x3164
                || cp == 0xFFA0
                || (cp >= 0xFE00 && cp <= 0xFE0F)
                || (cp >= 0xE0000 && cp <= 0xE0FFF);
    }

    /// Mathematical letters.
    private static boolean isDressed(int cp) {
        return cp >= 0x1D400 && cp <= 0x1D7FF;
    }
}
