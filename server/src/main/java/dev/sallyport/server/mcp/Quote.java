package dev.sallyport.server.mcp;

import dev.sallyport.masking.Visible;

/// Input quoted in an error: in backticks, cut, and with nothing in it that hides or reorders text.
final class Quote {

    /// Longer than any name we know, short enough for a log line.
    private static final int CHARS_MAX = 120;

    private Quote() {}

    static String of(String input) {
        return "`" + cut(input) + "`";
    }

    static String cut(String input) {
        boolean longer = input.codePointCount(0, input.length()) > CHARS_MAX;
        var begin = longer ? input.substring(0, input.offsetByCodePoints(0, CHARS_MAX)) : input;
        return Visible.line(begin).replace("`", "\\u{60}") + (longer ? "…" : "");
    }
}
