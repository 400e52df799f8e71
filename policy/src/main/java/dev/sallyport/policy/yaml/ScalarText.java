package dev.sallyport.policy.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/// Texts as YAML scalars that read back as the same texts.
public final class ScalarText {

    /// Words that some reader of YAML takes for something else than a text.
    private static final Set<String> AMBIGUOUS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private ScalarText() {}

    /// Plain where nobody could mistake it, else in double quotes.
    ///
    /// @param escaped the UTF-16 code units to write by their number; a quote and a backslash are escaped in any case
    public static String of(String text, IntPredicate escaped) {
        return isPlain(text) ? text : quoted(text, escaped);
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty()
                && isLetter(text.charAt(0))
                && text.chars()
                        .allMatch(c ->
                                isLetter(c) || (c >= '0' && c <= '9') || "_-./".indexOf(c) >= 0)
                && !AMBIGUOUS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String quoted(String text, IntPredicate escaped) {
        var out = new StringBuilder("\"");
        text.chars()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        out.append('\\').append((char) c);
                    } else if (escaped.test(c)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                });
        return out.append('"').toString();
    }
}
