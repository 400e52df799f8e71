package dev.sallyport.server.mcp;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What a server can do: the methods of each era by name, and the capabilities that tell of them. Immutable.
///
/// @param handshake methods of the revisions that start with `initialize`, which is not among them
/// @param stateless methods of the stateless revision
/// @param handshakeCapabilities the `capabilities` of the `initialize` result
/// @param statelessCapabilities the `capabilities` of the `server/discover` result
record MethodTable(
        Map<String, McpMethod> handshake,
        Map<String, McpMethod> stateless,
        ObjectNode handshakeCapabilities,
        ObjectNode statelessCapabilities) {

    MethodTable {
        handshake = Map.copyOf(handshake);
        stateless = Map.copyOf(stateless);
    }

    /// A table with more methods; one of the same name takes the older one's place.
    MethodTable with(
            Map<String, McpMethod> moreHandshake,
            Map<String, McpMethod> moreStateless,
            ObjectNode moreCapabilities) {
        var forHandshake = new TreeMap<>(handshake);
        forHandshake.putAll(moreHandshake);
        var forStateless = new TreeMap<>(stateless);
        forStateless.putAll(moreStateless);
        var handshakeAll = handshakeCapabilities.deepCopy();
        handshakeAll.setAll(moreCapabilities);
        var statelessAll = statelessCapabilities.deepCopy();
        statelessAll.setAll(moreCapabilities);
        return new MethodTable(forHandshake, forStateless, handshakeAll, statelessAll);
    }

    Optional<McpMethod> find(Revision revision, String method) {
        return Optional.ofNullable((revision.stateless() ? stateless : handshake).get(method));
    }
}
