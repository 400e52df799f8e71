package dev.sallyport.server.mcp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The requests of one session or connection that are under way, by their id. Safe from many threads.
final class CallRegistry {

    private final int callsMax;

    // Guarded by this.
    private final Map<JsonNode, McpCall> calls = new HashMap<>();
    private boolean closed;

    CallRegistry(int callsMax) {
        this.callsMax = callsMax;
    }

    /// What became of [#begin].
    enum Begun {
        YES,
        ID_IN_USE,
        BUSY
    }

    synchronized Begun begin(JsonNode id, McpCall call) {
        if (closed || calls.size() >= callsMax) {
            return Begun.BUSY;
        }
        return calls.putIfAbsent(id, call) == null ? Begun.YES : Begun.ID_IN_USE;
    }

    synchronized void end(JsonNode id) {
        calls.remove(id);
    }

    synchronized boolean idle() {
        return calls.isEmpty();
    }

    /// Cancels the request of that id; an unknown one is no error, since it may just have ended.
    void cancel(JsonNode id) {
        McpCall call;
        synchronized (this) {
            call = calls.get(id);
        }
        if (call != null) {
            call.cancel();
        }
    }

    /// Cancels everything and takes nothing more.
    void close() {
        List<McpCall> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(calls.values());
        }
        open.forEach(McpCall::cancel);
    }
}
