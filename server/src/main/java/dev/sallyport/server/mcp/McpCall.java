package dev.sallyport.server.mcp;

import dev.sallyport.tools.CallControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One request under way: whether it was cancelled, and where its progress goes. Safe from many threads.
///
/// After its end, or once cancelled, nothing more is sent about it.
final class McpCall implements CallControl {

    private static final Logger LOG = LoggerFactory.getLogger(McpCall.class);

    private final Outlet outlet;
    private final Optional<JsonNode> progressToken;

    // Guarded by this.
    private boolean cancelled;
    private boolean ended;
    private long progress;
    private List<Action> actions = new ArrayList<>();

    /// @param progressToken under which the client wants to hear of progress, if it does
    McpCall(Outlet outlet, Optional<JsonNode> progressToken) {
        this.outlet = outlet;
        this.progressToken = progressToken;
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public Registration onCancel(Runnable action) {
        var registered = new Action(action);
        synchronized (this) {
            if (!cancelled) {
                actions.add(registered);
                return () -> {
                    synchronized (this) {
                        actions.remove(registered);
                    }
                    registered.close();
                };
            }
        }
        registered.run();
        return registered::close;
    }

    /// Cancels the call; a second time does nothing. What was registered runs on a thread of its own, so a
    /// wire never waits for it.
    void cancel() {
        List<Action> due;
        synchronized (this) {
            if (cancelled || ended) {
                return;
            }
            cancelled = true;
            due = actions;
            actions = new ArrayList<>();
        }
        if (!due.isEmpty()) {
            Thread.ofVirtual().name("mcp-cancel").start(() -> due.forEach(Action::run));
        }
    }

    /// Ends the call.
    ///
    /// @return whether its answer is still wanted
    synchronized boolean end() {
        ended = true;
        actions.clear();
        return !cancelled;
    }

    @Override
    public void progress(String message) {
        progress(message, Optional.empty(), Optional.empty());
    }

    /// @param value how far, or empty to count the reports
    /// @param total of how much
    void progress(String message, Optional<Long> value, Optional<Long> total) {
        if (progressToken.isEmpty()) {
            return;
        }
        var params = JsonNodeFactory.instance.objectNode();
        params.set("progressToken", progressToken.get());
        synchronized (this) {
            progress = Math.max(progress + 1, value.orElse(0L));
            params.put("progress", value.orElse(progress));
        }
        total.ifPresent(number -> params.put("total", number));
        params.put("message", message);
        notify("notifications/progress", params);
    }

    void notify(String method, ObjectNode params) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0");
        message.put("method", method);
        message.set("params", params);
        send(message);
    }

    synchronized void send(ObjectNode message) {
        if (!cancelled && !ended) {
            outlet.send(message);
        }
    }

    /// Runs at most once and never after its closing, for which a running action is waited: what it would
    /// cancel may belong to someone else by then.
    private static final class Action {

        private final Runnable runnable;

        // Guarded by this.
        private boolean over;

        Action(Runnable runnable) {
            this.runnable = runnable;
        }

        synchronized void run() {
            if (over) {
                return;
            }
            over = true;
            try {
                runnable.run();
            } catch (RuntimeException e) {
                LOG.warn("what a cancellation should have ended did not end", e);
            }
        }

        synchronized void close() {
            over = true;
        }
    }
}
