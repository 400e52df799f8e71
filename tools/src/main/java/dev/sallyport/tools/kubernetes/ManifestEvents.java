package dev.sallyport.tools.kubernetes;

import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/// The first look at a YAML manifest, before it becomes a tree: how deep it is nested and which tags it carries.
/// Building the tree is recursive, and obeys tags; so both are settled here.
final class ManifestEvents {

    private static final String CORE = "tag:yaml.org,2002:";
    private static final Set<String> CORE_TAGS =
            Set.of("str", "int", "float", "bool", "null", "seq", "map");

    private ManifestEvents() {}

    /// @throws RefusedException for deep nesting and for tags beyond the core schema's
    static void check(String manifest, LoadSettings settings) {
        int depth = 0;
        for (var event : new Parse(settings).parseString(manifest)) {
            switch (event) {
                case CollectionStartEvent start -> {
                    depth++;
                    if (depth > ManifestTree.DEPTH_MAX) {
                        throw ManifestReader.invalid(
                                "the manifest is nested deeper than %d levels%s"
                                        .formatted(ManifestTree.DEPTH_MAX, line(event)),
                                "Flatten it.");
                    }
                    requireCore(start.getTag(), event);
                }
                case CollectionEndEvent _ -> depth--;
                case ScalarEvent scalar -> requireCore(scalar.getTag(), event);
                default -> {}
            }
        }
    }

    private static void requireCore(Optional<String> tag, Event event) {
        boolean core =
                tag.isEmpty()
                        || (tag.get().startsWith(CORE)
                                && CORE_TAGS.contains(tag.get().substring(CORE.length())));
        if (!core) {
            throw ManifestReader.invalid(
                    "a value of the manifest%s carries a tag".formatted(line(event)),
                    "Remove the tag.");
        }
    }

    private static String line(Event event) {
        return event.getStartMark().map(mark -> ", line " + (mark.getLine() + 1) + ",").orElse("");
    }
}
