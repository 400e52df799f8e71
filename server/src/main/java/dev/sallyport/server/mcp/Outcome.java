package dev.sallyport.server.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a method comes to.
sealed interface Outcome {

    record Result(ObjectNode value) implements Outcome {}

    record Fault(RpcError error) implements Outcome {}

    /// The response message that carries this outcome.
    default ObjectNode answering(JsonNode id) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0");
        message.set("id", id);
        switch (this) {
            case Result(var value) -> message.set("result", value);
            case Fault(var error) -> message.set("error", json(error));
        }
        return message;
    }

    /// An error message that answers no request in particular.
    static ObjectNode withoutId(RpcError error) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0");
        message.set("error", json(error));
        return message;
    }

    private static ObjectNode json(RpcError error) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("code", error.code());
        json.put("message", error.message());
        error.data().ifPresent(data -> json.set("data", data));
        return json;
    }
}
