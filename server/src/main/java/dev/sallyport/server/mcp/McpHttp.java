package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.BoundedBody;
import dev.sallyport.server.mcp.HttpReply.Accepts;
import dev.sallyport.server.mcp.RpcMessage.Request;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// What the HTTP wires share: taking a message in, and running a request while its client waits. Safe from
/// many threads.
final class McpHttp implements AutoCloseable {

    static final int TOO_MANY_REQUESTS = 429;

    private final McpCore core;
    private final Admission admission;

    /// Every request that a client waits for, so that closing ends them.
    private final Set<McpCall> waiting = ConcurrentHashMap.newKeySet();

    McpHttp(McpCore core, Admission admission) {
        this.core = core;
        this.admission = admission;
    }

    /// Reads the body, or answers why not.
    Optional<byte[]> body(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var type = request.getContentType();
        if (type == null
                || !type.split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("application/json")) {
            refuse(
                    response,
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    RpcError.invalidRequest("the Content-Type must be application/json"));
            return Optional.empty();
        }
        var bytesMax = core.limits().messageBytesMax();
        var body = BoundedBody.read(request, bytesMax);
        if (body.isEmpty()) {
            response.setHeader("Connection", "close");
            refuse(
                    response,
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    RpcError.invalidRequest("a message has at most " + bytesMax + " bytes"));
        }
        return body;
    }

    /// Whether the principal may send a message now; answers if not.
    boolean admitted(Principal principal, HttpServletResponse response) throws IOException {
        var wait = admission.refuse(principal);
        if (wait.isEmpty()) {
            return true;
        }
        response.setHeader("Retry-After", Long.toString(Math.max(1, wait.get().toSeconds())));
        refuse(response, TOO_MANY_REQUESTS, RpcError.busy());
        return false;
    }

    /// Answers with an error that belongs to no request.
    static void refuse(HttpServletResponse response, int status, RpcError error)
            throws IOException {
        HttpReply.json(response, status, Outcome.withoutId(error));
    }

    /// Runs a request on a thread of its own while this one writes what comes of it. A client that goes
    /// away cancels the request.
    void run(
            Request request,
            HttpServletResponse response,
            Accepts accepts,
            Function<McpCall, Optional<ObjectNode>> serve)
            throws IOException {
        var queue = ReplyQueue.forRequest();
        var call = core.call(request, queue);
        waiting.add(call);
        var ended = call.onCancel(queue::end);
        try {
            Thread.ofVirtual()
                    .name("mcp-call")
                    .start(() -> {
                        try {
                            queue.finish(serve.apply(call));
                        } finally {
                            queue.end();
                        }
                    });
            HttpReply.write(response, accepts, queue, core.limits(), McpHttp::status);
        } catch (IOException e) {
            call.cancel();
            throw e;
        } catch (InterruptedException e) {
            call.cancel();
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(call);
            ended.close();
        }
    }

    /// The status of a response whose client has not been promised 200 yet.
    private static int status(ObjectNode message) {
        return switch (message.path("error").path("code").asInt(0)) {
            case RpcError.HEADER_MISMATCH,
                    RpcError.MISSING_CAPABILITY,
                    RpcError.UNSUPPORTED_VERSION ->
                    HttpServletResponse.SC_BAD_REQUEST;
            case RpcError.BUSY -> TOO_MANY_REQUESTS;
            default -> HttpServletResponse.SC_OK;
        };
    }

    @Override
    public void close() {
        waiting.forEach(McpCall::cancel);
    }
}
