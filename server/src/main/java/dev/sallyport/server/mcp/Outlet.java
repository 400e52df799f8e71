package dev.sallyport.server.mcp;

import tools.jackson.databind.node.ObjectNode;

/// Where the messages about one request go: standard output, an SSE stream, the response to one POST. Safe
/// from many threads; never blocks for long.
interface Outlet {

    /// Sends a message, or drops it when nobody listens any more.
    void send(ObjectNode message);
}
