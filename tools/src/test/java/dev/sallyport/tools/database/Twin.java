package dev.sallyport.tools.database;

import java.util.ArrayList;
import java.util.List;

/// What is hidden in `schema.sql`, read from `twin.txt`, and the copies of the schema that differ in nothing else.
final class Twin {

    /// @param value what nobody under the corpus's obligations may see; for a shape a piece of SQL
    /// @param other what stands in its place in the copy
    private record Pair(Section section, String value, String other) {}

    private enum Section {
        HIDDEN,
        TOKEN,
        SHAPE
    }

    private static final List<Pair> PAIRS = read();

    private Twin() {}

    private static List<Pair> read() {
        var pairs = new ArrayList<Pair>();
        var section = Section.HIDDEN;
        for (var line : Corpora.text("twin.txt").lines().toList()) {
            if (line.startsWith("[")) {
                section =
                        switch (line) {
                            case "[hidden]" -> Section.HIDDEN;
                            case "[token]" -> Section.TOKEN;
                            case "[shape]" -> Section.SHAPE;
                            default -> throw new IllegalArgumentException(line);
                        };
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int bar = line.indexOf(" | ");
                pairs.add(new Pair(section, line.substring(0, bar), line.substring(bar + 3)));
            }
        }
        return List.copyOf(pairs);
    }

    /// The hidden values of the schema and of its copies.
    static List<String> values() {
        return PAIRS.stream()
                .filter(pair -> pair.section() != Section.SHAPE)
                .flatMap(pair -> List.of(pair.value(), pair.other()).stream())
                .distinct()
                .toList();
    }

    /// A copy that differs in everything whose equality may not be seen.
    static String twin(String schema) {
        return copy(schema, List.of(Section.SHAPE, Section.HIDDEN));
    }

    /// A copy that differs in everything hidden.
    static String stranger(String schema) {
        return copy(schema, List.of(Section.SHAPE, Section.HIDDEN, Section.TOKEN));
    }

    private static String copy(String schema, List<Section> sections) {
        var copy = schema;
        for (var section : sections) {
            for (var pair : PAIRS) {
                if (pair.section() == section) {
                    if (!schema.contains(pair.value())) {
                        throw new IllegalArgumentException(pair.value());
                    }
                    copy = copy.replace(pair.value(), pair.other());
                }
            }
        }
        return copy;
    }
}
