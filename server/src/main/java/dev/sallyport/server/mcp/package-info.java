/// The wire: JSON-RPC messages, the MCP methods behind them, and the four ways they travel (stdio, streamable
/// HTTP, HTTP with SSE, and the stateless revision).
///
/// One table of methods serves all four. A wire only frames messages, says who speaks, and turns a vanished
/// client into a cancelled call.
@NullMarked
package dev.sallyport.server.mcp;

import org.jspecify.annotations.NullMarked;
