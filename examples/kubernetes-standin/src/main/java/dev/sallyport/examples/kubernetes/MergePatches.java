package dev.sallyport.examples.kubernetes;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Merge patches (RFC 7386), and the strategic kind in so far as lists merge by their keys.
final class MergePatches {

    private MergePatches() {}

    static ObjectNode merge(ObjectNode object, JsonNode patch) {
        var merged = object.deepCopy();
        for (var entry : patch.properties()) {
            var value = entry.getValue();
            if (value.isNull()) {
                merged.remove(entry.getKey());
            } else if (value.isObject()) {
                var below = merged.get(entry.getKey());
                merged.set(
                        entry.getKey(),
                        merge(below instanceof ObjectNode node ? node : Json.object(), value));
            } else {
                merged.set(entry.getKey(), value);
            }
        }
        return merged;
    }

    static ObjectNode strategic(ObjectNode object, ObjectNode patch) {
        return (ObjectNode) FieldPaths.merge("", object, patch);
    }
}
