package dev.sallyport.tools.database;

/// Undoes the escapes of PostgreSQL's strings. Whatever is no character, or only half of one, is refused.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE">String
///     Constants with C-Style Escapes</a>
final class StringEscapes {

    private final String raw;
    private final StringBuilder value = new StringBuilder();
    private int at;

    private StringEscapes(String raw) {
        this.raw = raw;
    }

    /// The value of what stands between the quotes of `e'…'`.
    static String backslashes(String raw) {
        return new StringEscapes(raw).run();
    }

    /// The value of what stands between the quotes of `u&'…'`, `''` already undone.
    static String unicode(String raw) {
        var value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                value.append(c);
            } else if (raw.startsWith("\\", i + 1)) {
                value.append('\\');
                i++;
            } else {
                boolean six = raw.startsWith("+", i + 1);
                int from = i + (six ? 2 : 1);
                int to = from + (six ? 6 : 4);
                int code = 0;
                for (int j = from; j < to; j++) {
                    int digit = j < raw.length() ? digit(raw.charAt(j), 16) : -1;
                    if (digit < 0) {
                        throw SqlLexer.refused("an escape is cut short");
                    }
                    code = code * 16 + digit;
                }
                append(value, code);
                i = to - 1;
            }
        }
        return value.toString();
    }

    private String run() {
        while (at < raw.length()) {
            char c = raw.charAt(at++);
            if (c == '\'') {
                // The second of a pair.
                at++;
                value.append('\'');
            } else if (c == '\\') {
                escape(raw.charAt(at++));
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private void escape(char c) {
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'x' -> value.append(ascii(digits(16, 1, 2)));
            case 'u' -> append(value, digits(16, 4, 4));
            case 'U' -> append(value, digits(16, 8, 8));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                value.append(ascii(digits(8, 1, 3)));
            }
            default -> value.append(c);
        }
    }

    private int digits(int radix, int atLeast, int atMost) {
        int code = 0;
        int count = 0;
        while (count < atMost && at < raw.length() && digit(raw.charAt(at), radix) >= 0) {
            if (code > Character.MAX_CODE_POINT) {
                throw SqlLexer.refused("an escape names no character");
            }
            code = code * radix + digit(raw.charAt(at), radix);
            at++;
            count++;
        }
        if (count < atLeast) {
            throw SqlLexer.refused("an escape is cut short");
        }
        return code;
    }

    private static int digit(char c, int radix) {
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }

    private static char ascii(int code) {
        if (code < 1 || code > 0x7f) {
            throw SqlLexer.refused("an escape names a byte that is no ASCII character");
        }
        return (char) code;
    }

    private static void append(StringBuilder value, int code) {
        if (!Character.isValidCodePoint(code)
                || code == 0
                || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
            throw SqlLexer.refused("an escape names no character");
        }
        value.appendCodePoint(code);
    }
}
