package dev.sallyport.tools.kubernetes;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Builds the JSON Schema of a tool's arguments.
final class Schema {

    private final ObjectNode schema = Json.object();

    Schema() {
        schema.put("type", "object");
        schema.putObject("properties");
        schema.putArray("required");
        schema.put("additionalProperties", false);
    }

    Schema required(String name, String type, String description) {
        schema.withArray("/required").add(name);
        return optional(name, type, description);
    }

    Schema optional(String name, String type, String description) {
        property(name, type, description);
        return this;
    }

    Schema optionalInteger(String name, int min, int max, String description) {
        property(name, "integer", description).put("minimum", min).put("maximum", max);
        return this;
    }

    Schema requiredOneOf(String name, List<String> values, String description) {
        schema.withArray("/required").add(name);
        values.forEach(property(name, "string", description).putArray("enum")::add);
        return this;
    }

    private ObjectNode property(String name, String type, String description) {
        return ((ObjectNode) schema.path("properties"))
                .putObject(name)
                .put("type", type)
                .put("description", description);
    }

    ObjectNode build() {
        return schema.deepCopy();
    }
}
