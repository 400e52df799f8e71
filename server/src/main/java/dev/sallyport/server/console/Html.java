package dev.sallyport.server.console;

import dev.sallyport.masking.Visible;

/// Text as HTML that shows it and does nothing else.
final class Html {

    private Html() {}

    /// For element content and quoted attributes. Characters that hide or reorder others are written out.
    static String text(String text) {
        var out = new StringBuilder(text.length() + 16);
        Visible.line(text)
                .codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> out.append("&amp;");
                        case '<' -> out.append("&lt;");
                        case '>' -> out.append("&gt;");
                        case '"' -> out.append("&quot;");
                        case '\'' -> out.append("&#39;");
                        default -> out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }
}
