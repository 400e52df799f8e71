package dev.sallyport.server;

import dev.sallyport.policy.ToolTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The policy words of every tool this release has, without any target.
public final class ToolWords {

    private ToolWords() {}

    public static List<ToolTerms> all() {
        Path scratch;
        try {
            scratch = Files.createTempDirectory("sallyport-words");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scratch.toFile().deleteOnExit();
        var terms = new ArrayList<ToolTerms>();
        for (var family : Targets.none(scratch, Clock.systemUTC()).families()) {
            try (family) {
                family.tools().forEach(tool -> terms.add(tool.description().terms()));
            }
        }
        return List.copyOf(terms);
    }
}
