package dev.sallyport.server.schema;

import dev.sallyport.policy.FactDefinition.Unit;
import java.util.Collection;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Pieces of schemas.
final class Parts {

    private static final String BYTES = "^[0-9]+(KiB|MiB|GiB)?$";
    private static final String DURATION = "^[0-9]+(ms|s|m|h|d)$";

    private Parts() {}

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A mapping that has these keys and no others; or nothing at all, which YAML writes as an empty value.
    static ObjectNode mapping(ObjectNode properties, String... required) {
        var node = node();
        var types = node.putArray("type").add("object");
        if (required.length == 0) {
            types.add("null");
        }
        node.set("properties", properties);
        node.put("additionalProperties", false);
        if (required.length > 0) {
            var list = node.putArray("required");
            for (var key : required) {
                list.add(key);
            }
        }
        return node;
    }

    static ObjectNode text() {
        return node().put("type", "string").put("minLength", 1);
    }

    /// A plain number or `true` in YAML stands for the text as it is written.
    static ObjectNode anyText() {
        var node = node();
        node.putArray("type").add("string").add("number").add("boolean");
        node.put("minLength", 1);
        return node;
    }

    static ObjectNode pattern(String pattern) {
        return node().put("type", "string").put("pattern", pattern);
    }

    static ObjectNode oneOf(Collection<String> names) {
        var node = node();
        names.forEach(node.putArray("enum")::add);
        return node;
    }

    static ObjectNode list(ObjectNode items) {
        var node = node().put("type", "array");
        node.set("items", items);
        return node;
    }

    /// One, or a list of them.
    static ObjectNode oneOrMany(ObjectNode one) {
        var node = node();
        var ways = node.putArray("anyOf");
        ways.add(one);
        ways.add(list(one.deepCopy()).put("minItems", 1));
        return node;
    }

    static ObjectNode amount(Unit unit, long least) {
        return switch (unit) {
            case COUNT -> node().put("type", "integer").put("minimum", least);
            case BYTES -> {
                var node = node();
                var ways = node.putArray("anyOf");
                ways.add(node().put("type", "integer").put("minimum", least));
                ways.add(pattern(BYTES));
                yield node;
            }
            case DURATION -> duration();
        };
    }

    static ObjectNode duration() {
        return pattern(DURATION);
    }

    static ObjectNode described(ObjectNode node, String description) {
        return node.put("description", description);
    }

    static ObjectNode ref(String definition) {
        return node().put("$ref", "#/$defs/" + definition);
    }

    static ObjectNode root(String id, String title, ObjectNode mapping) {
        var root = node();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$id", "urn:sallyport:schema:" + id);
        root.put("title", title);
        root.setAll(mapping);
        return root;
    }
}
