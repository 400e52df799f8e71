package dev.sallyport.masking;

/// A text as far as it matters for finding sentinels: escapes undone, invisible characters gone, letters
/// in lower-case ASCII, look-alike brackets made one.
final class SentinelText {

    private static final int ROUNDS_MAX = 3;

    private SentinelText() {}

    static String folded(String text) {
        var current = fold(text);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var decoded = fold(decode(current));
            if (decoded.equals(current)) {
                break;
            }
            current = decoded;
        }
        return current;
    }

    private static String fold(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(cp -> {
                    if (cp < 0x80) {
                        out.append((char) Ascii.lower(cp));
                    } else if (isOpening(cp)) {
                        out.append('⟦');
                    } else if (isClosing(cp)) {
                        out.append('⟧');
                    } else {
                        var form = Folding.of(cp);
                        if (form.length() == 1 && form.charAt(0) >= 0x80) {
                            out.appendCodePoint(cp);
                        } else {
                            form.chars().forEach(c -> out.append((char) Ascii.lower(c)));
                        }
                    }
                });
        return out.toString();
    }

    private static boolean isOpening(int cp) {
        return cp == '⟦' || cp == '〚' || cp == '⟬' || cp == '⦋' || cp == '⁅';
    }

    private static boolean isClosing(int cp) {
        return cp == '⟧' || cp == '〛' || cp == '⟭' || cp == '⦌' || cp == '⁆';
    }

    private static String decode(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int used = 0;
            if (c == '\\') {
                used = backslash(text, i, out);
            } else if (c == '%') {
                used = percent(text, i, out);
            } else if (c == '&') {
                used = entity(text, i, out);
            }
            if (used == 0) {
                out.append(c);
                used = 1;
            }
            i += used;
        }
        return out.toString();
    }

    /// A backslash and `u27e6`, `u{27e6}`, `x{27e6}`, `+0027e6` or `27e6`.
    private static int backslash(String text, int i, StringBuilder out) {
        int digits = i + 1;
        if (text.startsWith("u{", digits) || text.startsWith("x{", digits)) {
            int close = text.indexOf('}', digits);
            if (close < 0 || close - digits > 8) {
                return 0;
            }
            return append(text, digits + 2, close, out) ? close + 1 - i : 0;
        }
        if (text.startsWith("+", digits)) {
            return append(text, digits + 1, digits + 7, out) ? 8 : 0;
        }
        if (text.startsWith("u", digits)) {
            return append(text, digits + 1, digits + 5, out) ? 6 : 0;
        }
        return append(text, digits, digits + 4, out) ? 5 : 0;
    }

    /// A run of percent-encoded UTF-8 of one character.
    private static int percent(String text, int i, StringBuilder out) {
        int first = hex(text, i + 1, i + 3);
        if (first < 0) {
            return 0;
        }
        int length =
                first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
        if (length == 0) {
            return 0;
        }
        int cp = length == 1 ? first : first & (0x7F >> length);
        for (int n = 1; n < length; n++) {
            int at = i + 3 * n;
            int next =
                    at < text.length() && text.charAt(at) == '%' ? hex(text, at + 1, at + 3) : -1;
            if (next < 0 || (next & 0xC0) != 0x80) {
                return 0;
            }
            cp = cp << 6 | (next & 0x3F);
        }
        if (!Character.isValidCodePoint(cp)) {
            return 0;
        }
        out.appendCodePoint(cp);
        return 3 * length;
    }

    /// `&#10214;`, `&#x27e6;` and the named `&lobrk;`, `&robrk;`.
    private static int entity(String text, int i, StringBuilder out) {
        int close = text.indexOf(';', i);
        if (close < 0 || close - i > 10) {
            return 0;
        }
        var name = text.substring(i + 1, close);
        if (name.equals("lobrk") || name.equals("robrk")) {
            out.append(name.charAt(0) == 'l' ? '⟦' : '⟧');
            return close + 1 - i;
        }
        if (name.startsWith("#x")) {
            return append(text, i + 3, close, out) ? close + 1 - i : 0;
        }
        if (name.length() > 1
                && name.startsWith("#")
                && name.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) {
            int cp = Integer.parseInt(name.substring(1));
            if (Character.isValidCodePoint(cp)) {
                out.appendCodePoint(cp);
                return close + 1 - i;
            }
        }
        return 0;
    }

    private static boolean append(String text, int from, int to, StringBuilder out) {
        int cp = hex(text, from, to);
        if (cp < 0 || !Character.isValidCodePoint(cp)) {
            return false;
        }
        out.appendCodePoint(cp);
        return true;
    }

    /// @return -1 when the range is empty, too long, beyond the text or no hexadecimal number
    private static int hex(String text, int from, int to) {
        if (to > text.length() || from >= to || to - from > 6) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) >= 0x80) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
