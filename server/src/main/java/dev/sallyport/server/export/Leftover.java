package dev.sallyport.server.export;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A record's own JSON, of which everything is taken out that has found a place elsewhere. What is left is never lost,
/// whatever later versions of the record add.
final class Leftover {

    private final ObjectNode json;

    private Leftover(ObjectNode json) {
        this.json = json;
    }

    /// @param text of a record that has been read before
    /// @throws IllegalArgumentException when it is no JSON object
    static Leftover of(String text) {
        try {
            if (JsonMapper.shared().readTree(text) instanceof ObjectNode json) {
                return new Leftover(json);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a record is JSON", e);
        }
        throw new IllegalArgumentException("a record is a JSON object");
    }

    /// @param path names from the outside in; objects that are empty then go as well
    Optional<JsonNode> take(String... path) {
        return take(json, path, 0);
    }

    Optional<String> takeText(String... path) {
        return take(path).map(JsonNode::asString);
    }

    private static Optional<JsonNode> take(ObjectNode from, String[] path, int at) {
        if (at == path.length - 1) {
            return Optional.ofNullable(from.remove(path[at]));
        }
        if (!(from.get(path[at]) instanceof ObjectNode inner)) {
            return Optional.empty();
        }
        var found = take(inner, path, at + 1);
        if (inner.isEmpty()) {
            from.remove(path[at]);
        }
        return found;
    }

    /// What nobody took.
    ObjectNode rest() {
        return json;
    }
}
