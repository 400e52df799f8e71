/// A stdio caller's way to a gate that already runs: its calls, with its own token, over the stateless revision
/// of MCP. See `docs/decisions/0003-stdio-joins-a-running-gate.md`.
@NullMarked
package dev.sallyport.server.relay;

import org.jspecify.annotations.NullMarked;
