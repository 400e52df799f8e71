package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.http.BoundedBody;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.mcp.HttpReply.Accepts;
import dev.sallyport.server.mcp.ReplyStream.Ending;
import dev.sallyport.server.mcp.RpcMessage.Request;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the HTTP wires share: taking a message in, and running a request while its client waits. Safe from
/// many threads.
final class McpHttp implements AutoCloseable {

    static final int TOO_MANY_REQUESTS = 429;

    private static final Logger LOG = LoggerFactory.getLogger(McpHttp.class);

    /// A session's own stream asks after so many heartbeats (30 s) whether its key still works.
    private static final int BEATS_A_LOOK = 10;

    private final McpCore core;
    private final Admission admission;
    private final ProtectedResource resource;
    private final Predicate<CredentialBounds> stands;

    /// Every request that a client waits for, so that closing ends them.
    private final Set<McpCall> waiting = ConcurrentHashMap.newKeySet();

    private final Timers timers = new Timers();

    /// @param stands whether a credential would still open the door; may block
    McpHttp(
            McpCore core,
            Admission admission,
            ProtectedResource resource,
            Predicate<CredentialBounds> stands) {
        this.core = core;
        this.admission = admission;
        this.resource = resource;
        this.stands = stands;
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

    /// Runs a request on a thread of its own; what comes of it soon is written on this one. A client that goes away cancels
    /// the request.
    void run(
            Request request,
            HttpServletRequest asked,
            HttpServletResponse response,
            Accepts accepts,
            Function<McpCall, Optional<ObjectNode>> serve)
            throws IOException {
        var queue = ReplyQueue.forRequest();
        var call = core.call(request, queue);
        var scopes = missingScopes(request, asked);
        if (scopes.isPresent()) {
            stepUp(asked, response, scopes.get(), serve.apply(call));
            return;
        }
        waiting.add(call);
        var ended = call.onCancel(queue::end);
        Runnable over =
                () -> {
                    waiting.remove(call);
                    ended.close();
                };
        boolean good = false;
        boolean goesOn = false;
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
            goesOn =
                    HttpReply.write(
                            asked,
                            response,
                            accepts,
                            queue,
                            core.limits(),
                            timers,
                            McpHttp::status,
                            new Ending(call::cancel, over));
            good = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!good) {
                call.cancel();
            }
            if (!goesOn) {
                over.run();
            }
        }
    }

    /// Opens a session's own stream, which ends when the token that opens it does, and within half a minute after its key.
    ///
    /// @param opening written before anything else
    /// @param over what is to be done when it has ended, also when it cannot begin
    void stream(
            HttpServletRequest request,
            HttpServletResponse response,
            byte[] opening,
            ReplyQueue queue,
            Runnable over)
            throws IOException {
        var bounds = RequestPrincipal.bounds(request);
        var expiry = new AtomicReference<Future<?>>(Timers.NONE);
        var looks = new AtomicReference<Future<?>>(Timers.NONE);
        Runnable ended =
                () -> {
                    expiry.get().cancel(false);
                    looks.get().cancel(false);
                    over.run();
                };
        boolean goesOn = false;
        try {
            bounds.expires()
                    .map(at -> Duration.between(core.clock().instant(), at))
                    .ifPresent(left -> expiry.set(timers.after(left, queue::end)));
            if (bounds.keyId().isPresent()) {
                var every = core.limits().heartbeat().multipliedBy(BEATS_A_LOOK);
                looks.set(timers.every(every, () -> endUnlessStanding(bounds, queue)));
            }
            HttpReply.stream(
                    request,
                    response,
                    opening,
                    queue,
                    timers,
                    core.limits().heartbeat(),
                    new Ending(() -> {}, ended));
            goesOn = true;
        } finally {
            if (!goesOn) {
                ended.run();
            }
        }
    }

    /// On a thread of its own, since it asks the state database.
    private void endUnlessStanding(CredentialBounds bounds, ReplyQueue queue) {
        Thread.ofVirtual()
                .name("mcp-standing")
                .start(() -> {
                    if (!stands(bounds)) {
                        queue.end();
                    }
                });
    }

    private boolean stands(CredentialBounds bounds) {
        try {
            return stands.test(bounds);
        } catch (RuntimeException e) {
            LOG.warn("whether the key of a stream still works cannot be told; the stream ends", e);
            return false;
        }
    }

    /// The scopes that the tool to be called needs and the request's token lacks.
    private static Optional<String> missingScopes(Request request, HttpServletRequest asked) {
        var name = request.params().path("name");
        return request.method().equals("tools/call") && name.isString()
                ? RequestPrincipal.bounds(asked).stepUp(name.stringValue())
                : Optional.empty();
    }

    /// Sends the gate's denial with the challenge that gets the client a better token (RFC 6750 §3.1). The gate
    /// has recorded it; whether there is such a tool for the caller was for the gate to say.
    private void stepUp(
            HttpServletRequest asked,
            HttpServletResponse response,
            String scopes,
            Optional<ObjectNode> denial)
            throws IOException {
        if (denial.isEmpty()) {
            return;
        }
        var code = denial.get().path("result").path("structuredContent").path("code");
        if (!code.asString("").equals(ToolGate.INSUFFICIENT_SCOPE)) {
            HttpReply.json(response, HttpServletResponse.SC_OK, denial.get());
            return;
        }
        response.setHeader("WWW-Authenticate", resource.stepUp(asked, scopes));
        HttpReply.json(response, HttpServletResponse.SC_FORBIDDEN, denial.get());
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
        timers.close();
    }
}
