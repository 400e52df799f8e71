package dev.sallyport.tools.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// The files of statements under `database/`, which need no database to be read.
final class Corpora {

    private Corpora() {}

    /// The statements of a file, which lines of `---` part.
    static Stream<String> statements(String file) {
        return Stream.of(text(file).split("\n---\n")).map(String::strip);
    }

    static String text(String file) {
        try (var in = Corpora.class.getResourceAsStream("/database/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
