package dev.sallyport.server.api;

import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// JSON with every text and every name in it made visible.
final class VisibleJson {

    private VisibleJson() {}

    /// @param json of bounded depth
    static JsonNode of(JsonNode json, UnaryOperator<String> visible) {
        if (json.isString()) {
            return JsonNodeFactory.instance.stringNode(visible.apply(json.stringValue()));
        }
        if (json.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            json.properties()
                    .forEach(property ->
                            object.set(
                                    visible.apply(property.getKey()),
                                    of(property.getValue(), visible)));
            return object;
        }
        if (json.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            json.forEach(item -> array.add(of(item, visible)));
            return array;
        }
        return json;
    }
}
