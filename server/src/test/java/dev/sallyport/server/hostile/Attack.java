package dev.sallyport.server.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One text of `attacks.txt`.
///
/// @param number from 0, unique
/// @param kind what it tries: `bidi`, `html`
public record Attack(int number, String kind, String text) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(\\\\|u\\{([0-9A-F]{1,6})})");

    public static List<Attack> all() {
        var file = Objects.requireNonNull(Attack.class.getResourceAsStream("attacks.txt"));
        try (file) {
            var lines =
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .toList();
            return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                    .map(i -> parse(i, lines.get(i)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attack parse(int number, String line) {
        int bar = line.indexOf('|');
        var text =
                ESCAPE.matcher(line.substring(bar + 1))
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        found.group(2) == null
                                                ? "\\"
                                                : Character.toString(
                                                        Integer.parseInt(found.group(2), 16))));
        return new Attack(number, line.substring(0, bar), text);
    }

    /// As a part of a name that tests tell apart.
    public String name() {
        return kind + "-" + number;
    }
}
