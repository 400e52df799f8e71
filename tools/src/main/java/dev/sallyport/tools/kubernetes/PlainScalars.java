package dev.sallyport.tools.kubernetes;

import java.util.Locale;
import java.util.Set;

/// What an unquoted YAML word may be read as. YAML 1.1 and 1.2 disagree; such words are not accepted.
///
/// @see <a href="https://yaml.org/type/bool.html">YAML 1.1 booleans</a>
/// @see <a href="https://yaml.org/spec/1.2.2/#103-core-schema">YAML 1.2 core schema</a>
final class PlainScalars {

    private static final Set<String> BOOLEANS_OF_YAML_1_1 =
            Set.of("y", "n", "yes", "no", "on", "off");

    private PlainScalars() {}

    /// Whether a word that YAML 1.2 reads as text is something else to YAML 1.1: `yes`, `1_000`, `0b1`, `12:30`.
    static boolean readsDifferently(String word) {
        if (BOOLEANS_OF_YAML_1_1.contains(word.toLowerCase(Locale.ROOT))) {
            return true;
        }
        int start = word.startsWith("-") || word.startsWith("+") ? 1 : 0;
        if (start >= word.length() || !isDigit(word.charAt(start))) {
            return false;
        }
        return isGroupedNumber(word, start) || isRadixNumber(word, start);
    }

    /// Digits with `_` between them, or in groups with `:` (base 60), with a fraction or without.
    private static boolean isGroupedNumber(String word, int start) {
        for (int i = start; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!isDigit(c) && c != '_' && c != ':' && c != '.') {
                return false;
            }
        }
        return word.indexOf('_') >= 0 || (word.indexOf(':') >= 0 && isBase60(word, start));
    }

    private static boolean isBase60(String word, int start) {
        var groups = word.substring(start).split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            if (groups[i].isEmpty()
                    || (i > 0 && groups[i].indexOf('.') != 2 && groups[i].length() > 2)) {
                return false;
            }
        }
        return true;
    }

    /// `0b101`, `0x1_F`, `0o17`.
    private static boolean isRadixNumber(String word, int start) {
        if (word.charAt(start) != '0' || start + 2 >= word.length()) {
            return false;
        }
        char radix = word.charAt(start + 1);
        if (radix != 'b' && radix != 'x' && radix != 'o') {
            return false;
        }
        for (int i = start + 2; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '_' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /// A decimal integer without a plus sign or leading zeros.
    static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        if (start == text.length() || (text.charAt(start) == '0' && text.length() > start + 1)) {
            return false;
        }
        return isDigits(text, start, text.length());
    }

    /// Digits, a point, digits: no exponent, no plus sign, no leading zeros.
    static boolean isFraction(String text) {
        int point = text.indexOf('.');
        return point > 0
                && point + 1 < text.length()
                && isInteger(text.substring(0, point))
                && isDigits(text, point + 1, text.length());
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
