package dev.sallyport.examples.kubernetes;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reading and writing of bodies.
final class Json {

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(200)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String write(JsonNode node) {
        return JSON.writeValueAsString(node);
    }

    /// @throws MalformedException when the text is neither
    static JsonNode readJson(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedException(e);
        }
    }

    /// Reads JSON, or else the first document of YAML.
    ///
    /// @throws MalformedException when the text is neither
    static JsonNode readYaml(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            try {
                return YAML.readTree(text);
            } catch (JacksonException e) {
                throw new MalformedException(e);
            }
        }
    }

    /// The child object of this name, made when it is not there.
    static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
    }

    static String text(JsonNode node, String... path) {
        var at = node;
        for (String name : path) {
            at = at.path(name);
        }
        return at.isString() ? at.stringValue() : "";
    }

    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(Throwable cause) {
            super("the body is malformed", cause);
        }
    }
}
