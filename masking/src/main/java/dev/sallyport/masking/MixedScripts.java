package dev.sallyport.masking;

import java.lang.Character.UnicodeScript;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;

/// Finds letters that stand where another script's letter of the same looks is read: `аdmin` with a Cyrillic `а`.
///
/// A word is a run of letters, marks, digits and underscores; a token ends at blanks. Found are, after Unicode Technical
/// Standard #39 (5.1 Mixed-Script Detection, the restriction level "moderately restrictive"):
///
/// - in a word of several scripts, the letters of those scripts whose letters look like Latin ones, or, where the word
///   has only such scripts, of all but its first;
/// - in a token that has Latin letters elsewhere, a whole word of letters that each look like a Latin one (`сору-file`);
/// - mathematical letters, which are Latin and Greek letters in another dress.
///
/// A word that is wholly of one script and stands alone stays, whatever it looks like: it may be what it says.
final class MixedScripts {

    /// Scripts that have letters which look like Latin ones.
    private static final Set<UnicodeScript> LOOK_ALIKE =
            EnumSet.of(
                    UnicodeScript.CYRILLIC,
                    UnicodeScript.GREEK,
                    UnicodeScript.ARMENIAN,
                    UnicodeScript.CHEROKEE,
                    UnicodeScript.COPTIC,
                    UnicodeScript.LISU,
                    UnicodeScript.DESERET);

    /// Cyrillic, Greek and Armenian letters that Unicode's table of confusables maps to one Latin letter.
    private static final String LIKE_LATIN =
            "асԁеһіїјӏорԛѕԝхуүґАВСЕНІЇЈКМОРЅТХУҮԌԚԜ" + "αγικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳ" + "հոսցօՍՏՕ";

    private MixedScripts() {}

    /// The places, in code units, where such letters begin.
    static BitSet in(String text) {
        var found = new BitSet();
        for (int i = 0; i < text.length(); ) {
            int end = i;
            boolean ascii = true;
            while (end < text.length() && !isBlank(text.charAt(end))) {
                ascii &= text.charAt(end) < 0x80;
                end++;
            }
            if (!ascii) {
                inToken(text, i, end, found);
            }
            i = end + 1;
        }
        return found;
    }

    private static boolean isBlank(char c) {
        return c <= ' ';
    }

    private static void inToken(String text, int from, int to, BitSet found) {
        var scripts = scripts(text, from, to);
        for (int i = from; i < to; ) {
            int end = i;
            while (end < to && isOfWord(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (end > i) {
                inWord(text, i, end, scripts.contains(UnicodeScript.LATIN), found);
                i = end;
            } else {
                i += Character.charCount(text.codePointAt(i));
            }
        }
    }

    private static void inWord(String text, int from, int to, boolean besideLatin, BitSet found) {
        var scripts = scripts(text, from, to);
        var looksAlike = EnumSet.copyOf(LOOK_ALIKE);
        looksAlike.retainAll(scripts);
        if (scripts.size() > 1 && looksAlike.containsAll(scripts)) {
            looksAlike.remove(first(text, from, to));
        }
        boolean mixed = scripts.size() > 1 || (besideLatin && likeLatin(text, from, to));
        for (int i = from; i < to; ) {
            int cp = text.codePointAt(i);
            if (isMathematical(cp) || (mixed && looksAlike.contains(script(cp)))) {
                found.set(i);
            }
            i += Character.charCount(cp);
        }
    }

    private static boolean likeLatin(String text, int from, int to) {
        return text.substring(from, to)
                .codePoints()
                .filter(Character::isLetter)
                .allMatch(cp -> LIKE_LATIN.indexOf(cp) >= 0);
    }

    /// The scripts of all letters.
    private static Set<UnicodeScript> scripts(String text, int from, int to) {
        var scripts = EnumSet.noneOf(UnicodeScript.class);
        for (int i = from; i < to; ) {
            int cp = text.codePointAt(i);
            if (hasScript(cp)) {
                scripts.add(script(cp));
            }
            i += Character.charCount(cp);
        }
        return scripts;
    }

    private static UnicodeScript first(String text, int from, int to) {
        for (int i = from; i < to; ) {
            int cp = text.codePointAt(i);
            if (hasScript(cp)) {
                return script(cp);
            }
            i += Character.charCount(cp);
        }
        return UnicodeScript.COMMON;
    }

    private static boolean hasScript(int cp) {
        return Character.isLetter(cp)
                && script(cp) != UnicodeScript.COMMON
                && script(cp) != UnicodeScript.INHERITED;
    }

    private static UnicodeScript script(int cp) {
        return UnicodeScript.of(cp);
    }

    /// The block Mathematical Alphanumeric Symbols.
    private static boolean isMathematical(int cp) {
        return cp >= 0x1D400 && cp <= 0x1D7FF;
    }

    private static boolean isOfWord(int cp) {
        return Character.isLetterOrDigit(cp)
                || cp == '_'
                || switch (Character.getType(cp)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK ->
                            true;
                    default -> false;
                };
    }
}
