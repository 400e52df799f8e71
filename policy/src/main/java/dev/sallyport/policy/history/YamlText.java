package dev.sallyport.policy.history;

import dev.sallyport.policy.yaml.ScalarText;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Texts from the record as YAML: whatever they hold, they stay the value or the comment that they are.
final class YamlText {

    private static final int COMMENT_LENGTH_MAX = 300;
    private static final int GLOB_LENGTH_MAX = 1024;

    private YamlText() {}

    /// A scalar that reads back as this text. Everything beyond ASCII is written out by its number: nothing can hide in
    /// it or turn it around.
    static String of(String text) {
        return ScalarText.of(text, c -> c < 0x20 || c > 0x7e);
    }

    static String list(Collection<String> texts) {
        return texts.stream()
                .sorted()
                .distinct()
                .map(YamlText::of)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /// One line after `# `, at most 300 characters.
    static String comment(String text) {
        var out = new StringBuilder("# ");
        text.codePoints()
                .limit(COMMENT_LENGTH_MAX)
                .forEach(c -> {
                    if (c >= 0x20 && c <= 0x7e) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(Locale.ROOT, "<U+%04X>", c));
                    }
                });
        if (text.codePointCount(0, text.length()) > COMMENT_LENGTH_MAX) {
            out.append(" ...");
        }
        return out.toString();
    }

    /// The glob that matches this text and as little else as a glob can say: a character with another meaning in a glob
    /// becomes `?`, which is any one character but `/`.
    ///
    /// @return empty when there is no such glob: the text is empty or too long
    static Optional<String> glob(String text) {
        if (text.isEmpty() || text.length() > GLOB_LENGTH_MAX) {
            return Optional.empty();
        }
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean edge = i == 0 || i == text.length() - 1;
            boolean other =
                    "*?[]{}\\".indexOf(c) >= 0
                            || Character.isISOControl(c)
                            || Character.isSurrogate(c)
                            || (edge && Character.isWhitespace(c))
                            || (i == 0 && c == '!');
            out.append(other ? '?' : c);
        }
        return Optional.of(out.toString());
    }

    /// Whether [#glob] says it exactly.
    static boolean isExact(String text) {
        return glob(text).filter(text::equals).isPresent() && text.indexOf('?') < 0;
    }
}
