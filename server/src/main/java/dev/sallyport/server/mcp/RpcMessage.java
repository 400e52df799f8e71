package dev.sallyport.server.mcp;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One message from a client, as far as JSON-RPC goes. Read by [RpcReader].
sealed interface RpcMessage {

    /// @param id a string or an integer
    /// @param params empty when the message had none
    record Request(JsonNode id, String method, ObjectNode params) implements RpcMessage {}

    record Notification(String method, ObjectNode params) implements RpcMessage {}

    /// The answer to a request of ours.
    ///
    /// @param body the whole message, with `result` or `error`
    record Response(JsonNode id, ObjectNode body) implements RpcMessage {}

    /// Not a message.
    ///
    /// @param id the id, where one could be read: the error answer repeats it, else it has none
    record Malformed(Optional<JsonNode> id, RpcError error) implements RpcMessage {}
}
