package dev.sallyport.server.mcp;

/// Input quoted in an error: in backticks, cut, and with nothing in it that hides or reorders text.
final class Quote {

    /// Longer than any name we know, short enough for a log line.
    private static final int CHARS_MAX = 120;

    private Quote() {}

    static String of(String input) {
        return "`" + cut(input) + "`";
    }

    static String cut(String input) {
        var text = new StringBuilder();
        var left = CHARS_MAX;
        for (var i = 0; i < input.length(); ) {
            if (left-- == 0) {
                return text.append('…').toString();
            }
            var c = input.codePointAt(i);
            i += Character.charCount(c);
            if (hidden(c) || c == '`') {
                text.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
