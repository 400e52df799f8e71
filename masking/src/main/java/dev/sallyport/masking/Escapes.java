package dev.sallyport.masking;

import org.jspecify.annotations.Nullable;

/// Undoes the escapes that stand for single characters: `%40`, `&#64;`, `\x40`, and the same with `u` and
/// four digits or braces, and the
/// short ones of JSON (`\n`, `\"`, `\/`).
final class Escapes {

    private Escapes() {}

    /// The view with one level of escapes undone, its offsets those of `source`; null when it has none.
    static @Nullable View undo(View source) {
        int first = 0;
        var bytes = source.bytes();
        while (first < source.length()
                && bytes[first] != '%'
                && bytes[first] != '\\'
                && bytes[first] != '&') {
            first++;
        }
        if (first == source.length()) {
            return null;
        }
        var out = View.within(source);
        boolean any = false;
        int i = 0;
        while (i < source.length()) {
            int b = source.at(i);
            int used = 0;
            if (b == '%') {
                used = percent(source, i, out);
            } else if (b == '\\') {
                used = backslash(source, i, out);
            } else if (b == '&') {
                used = entity(source, i, out);
            }
            any |= used > 0;
            if (used == 0) {
                out.append(b, i, 1);
                used = 1;
            }
            i += used;
        }
        out.end(source.length());
        source.worked(source.length());
        return any ? out : null;
    }

    private static int percent(View source, int i, View out) {
        int cp = hex(source, i + 1, 2);
        if (cp < 0) {
            return 0;
        }
        int more = cp >= 0xF0 ? 3 : cp >= 0xE0 ? 2 : cp >= 0xC0 ? 1 : 0;
        if (more > 0) {
            cp &= 0x3F >> more;
            for (int n = 1; n <= more; n++) {
                int next = source.at(i + 3 * n) == '%' ? hex(source, i + 3 * n + 1, 2) : -1;
                if (next < 0) {
                    return 0;
                }
                cp = cp << 6 | (next & 0x3F);
            }
        }
        return put(out, cp, i, 3 + 3 * more);
    }

    private static int backslash(View source, int i, View out) {
        int b = source.at(i + 1);
        return switch (b) {
            case 'n' -> put(out, '\n', i, 2);
            case 'r' -> put(out, '\r', i, 2);
            case 't' -> put(out, '\t', i, 2);
            case '"', '\'', '/', '\\' -> put(out, b, i, 2);
            case 'x' -> put(out, hex(source, i + 2, 2), i, 4);
            case 'u' -> {
                if (source.at(i + 2) == '{') {
                    int end = source.runEnd(i + 3, Ascii.HEX, 7);
                    yield source.at(end) == '}'
                            ? put(out, hex(source, i + 3, end - i - 3), i, end + 1 - i)
                            : 0;
                }
                yield put(out, hex(source, i + 2, 4), i, 6);
            }
            default -> 0;
        };
    }

    private static int entity(View source, int i, View out) {
        if (source.matches(i, "&quot;")) {
            return put(out, '"', i, 6);
        }
        if (source.matches(i, "&amp;")) {
            return put(out, '&', i, 5);
        }
        if (!source.matches(i, "&#")) {
            return 0;
        }
        boolean hexadecimal = Ascii.lower(source.at(i + 2)) == 'x';
        int from = hexadecimal ? i + 3 : i + 2;
        int end = source.runEnd(from, hexadecimal ? Ascii.HEX : Ascii.DIGIT, 6);
        if (source.at(end) != ';' || end == from) {
            return 0;
        }
        int cp =
                hexadecimal
                        ? hex(source, from, end - from)
                        : Integer.parseInt(source.text(from, end));
        return put(out, cp, i, end + 1 - i);
    }

    private static int put(View out, int codePoint, int source, int size) {
        if (!Character.isValidCodePoint(codePoint)) {
            return 0;
        }
        out.appendFolded(codePoint, source, size);
        return size;
    }

    private static int hex(View source, int from, int count) {
        if (count < 1 || count > 6) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int b = source.at(i);
            int digit = b < 0x80 ? Character.digit(b, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
