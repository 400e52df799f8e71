package dev.sallyport.policy.review;

import dev.sallyport.policy.yaml.Quoted;

/// Text from a file as it may stand in a document.
final class Escaped {

    private static final String MARKUP = "\\`*_{}[]<>()#+-!|~&";
    private static final String FORMULA = "=+-@\t\r\n|%";

    private Escaped() {}

    /// In Markdown: nothing marks up, nothing is invisible, nothing ends a line.
    static String markdown(String text) {
        var out = new StringBuilder();
        Quoted.visible(text)
                .chars()
                .forEach(c -> {
                    if (MARKUP.indexOf(c) >= 0) {
                        out.append('\\');
                    }
                    out.append((char) c);
                });
        return out.toString();
    }

    /// A cell of a CSV in quotes. What a spreadsheet would take for a formula gets an apostrophe in front.
    static String csv(String text) {
        var shown = Quoted.visible(text);
        var first = shown.stripLeading();
        var safe = !first.isEmpty() && FORMULA.indexOf(first.charAt(0)) >= 0 ? "'" + shown : shown;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
