package dev.sallyport.server.cli;

import dev.sallyport.policy.yaml.YamlList;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.policy.yaml.YamlScalar;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A value in a YAML file as JSON. A plain scalar that JSON reads as a number, `true`, `false` or `null` is that; any other
/// is a text.
public final class YamlJson {

    private YamlJson() {}

    public static ObjectNode object(YamlMapping mapping) {
        var object = JsonNodeFactory.instance.objectNode();
        mapping.entries().forEach(entry -> object.set(entry.key(), value(entry.value())));
        return object;
    }

    private static JsonNode value(YamlNode node) {
        return switch (node) {
            case YamlMapping mapping -> object(mapping);
            case YamlList list -> {
                var array = JsonNodeFactory.instance.arrayNode();
                list.items().forEach(item -> array.add(value(item)));
                yield array;
            }
            case YamlScalar scalar -> scalar(scalar);
        };
    }

    private static JsonNode scalar(YamlScalar scalar) {
        if (scalar.isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (!scalar.quoted()) {
            try {
                var read = JsonMapper.shared().readTree(scalar.value());
                if (read.isNumber() || read.isBoolean()) {
                    return read;
                }
            } catch (JacksonException e) {
                // It is a text, as most plain scalars are.
            }
        }
        return JsonNodeFactory.instance.stringNode(scalar.value());
    }
}
