package dev.sallyport.server.mcp;

import tools.jackson.databind.node.ObjectNode;

/// One MCP method. Runs on a virtual thread and may block; safe from many threads.
@FunctionalInterface
interface McpMethod {

    /// @param params never absent; empty when the message had none
    Outcome handle(Exchange exchange, ObjectNode params);
}
