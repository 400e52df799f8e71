package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.YamlNode;
import java.util.Optional;

/// Reads a `description`.
final class Descriptions {

    /// Longer ones belong into a document.
    static final int LENGTH_MAX = 1000;

    private Descriptions() {}

    /// One to [#LENGTH_MAX] characters, without space around them.
    static Optional<String> read(YamlNode node) {
        var text = node.text().map(String::strip);
        if (text.isPresent() && text.get().length() > LENGTH_MAX) {
            node.problem(
                    node.name() + " is longer than " + LENGTH_MAX + " characters", "shorten it");
            return Optional.empty();
        }
        return text;
    }
}
