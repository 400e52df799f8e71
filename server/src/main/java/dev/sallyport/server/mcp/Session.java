package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One client's session under a revision that starts with `initialize`. It belongs to the principal that
/// opened it, and closing it cancels all it has under way. Safe from many threads.
final class Session implements AutoCloseable, Speaker.Questions {

    /// Questions to the client that may be open at once.
    private static final int QUESTIONS_MAX = 16;

    private final McpCore core;
    private final String id;
    private final Principal owner;
    private final String door;
    private final CallRegistry calls;

    // Guarded by this.
    private final Map<String, CompletableFuture<ObjectNode>> questions = new HashMap<>();
    private long questionsAsked;
    private @Nullable Speaker speaker;
    private @Nullable ReplyQueue stream;
    private Instant lastUsed;
    private boolean closed;

    Session(McpCore core, String id, Principal owner, String door) {
        this.core = core;
        this.id = id;
        this.owner = owner;
        this.door = door;
        this.calls = new CallRegistry(core.limits().callsPerSessionMax());
        this.lastUsed = core.clock().instant();
    }

    String id() {
        return id;
    }

    Principal owner() {
        return owner;
    }

    synchronized void touch() {
        lastUsed = core.clock().instant();
    }

    synchronized Instant lastUsed() {
        return lastUsed;
    }

    /// Whether nothing is under way and nobody listens.
    boolean idle() {
        synchronized (this) {
            if (stream != null) {
                return false;
            }
        }
        return calls.idle();
    }

    /// Whether `initialize` was answered.
    synchronized boolean ready() {
        return speaker != null;
    }

    /// Answers `initialize`.
    Outcome initialize(Request request) {
        var params = request.params();
        if (!params.path("protocolVersion").isString()) {
            return wrong("`protocolVersion` must be a text");
        }
        if (!(params.path("capabilities") instanceof ObjectNode capabilities)) {
            return wrong("`capabilities` must be an object");
        }
        if (!params.path("clientInfo").path("name").isString()) {
            return wrong("`clientInfo` must be an object with a `name`");
        }
        var revision =
                Revision.of(params.path("protocolVersion").stringValue())
                        .filter(known -> !known.stateless())
                        .orElse(Revision.NEWEST_WITH_HANDSHAKE);
        var client = Speaker.clientName(params.path("clientInfo"));
        synchronized (this) {
            if (speaker != null) {
                return new Outcome.Fault(
                        RpcError.invalidRequest("this session is initialized already"));
            }
            speaker =
                    new Speaker(
                            owner,
                            CredentialBounds.NONE,
                            id,
                            door,
                            revision,
                            client,
                            capabilities,
                            this);
        }
        var result = JsonNodeFactory.instance.objectNode();
        result.put("protocolVersion", revision.date());
        result.set("capabilities", core.table().handshakeCapabilities().deepCopy());
        result.set("serverInfo", core.info().implementation(revision));
        result.put("instructions", core.info().instructions());
        return new Outcome.Result(result);
    }

    private static Outcome wrong(String message) {
        return new Outcome.Fault(RpcError.invalidParams(message));
    }

    /// Runs a request to its end. Blocks.
    ///
    /// @param principal the owner as this very request proved it: its groups may have changed since the
    ///     session was opened
    /// @param bounds of the credential that proved it
    /// @return the response, or empty when the request was cancelled
    Optional<ObjectNode> serve(
            Request request, McpCall call, Principal principal, CredentialBounds bounds) {
        touch();
        if (request.method().equals("initialize")) {
            return Optional.of(initialize(request).answering(request.id()));
        }
        Speaker known;
        synchronized (this) {
            known = speaker;
        }
        if (known == null) {
            return Optional.of(
                    new Outcome.Fault(RpcError.invalidRequest("send `initialize` first"))
                            .answering(request.id()));
        }
        try {
            return core.serve(calls, request, known.as(principal, bounds), call);
        } finally {
            touch();
        }
    }

    /// Takes a notification. Unknown ones are ignored, as JSON-RPC has it.
    void notified(Notification notification) {
        touch();
        if (notification.method().equals("notifications/cancelled")) {
            cancel(notification.params().get("requestId"));
        }
    }

    private void cancel(@Nullable JsonNode requestId) {
        if (requestId != null) {
            calls.cancel(requestId);
        }
    }

    /// Takes the client's answer to a question; an unexpected one is ignored.
    void answered(Response response) {
        touch();
        if (!response.id().isString()) {
            return;
        }
        CompletableFuture<ObjectNode> question;
        synchronized (this) {
            question = questions.remove(response.id().stringValue());
        }
        if (question != null) {
            question.complete(response.body());
        }
    }

    @Override
    public Optional<ObjectNode> ask(McpCall call, String method, ObjectNode params, Duration wait) {
        var answer = new CompletableFuture<ObjectNode>();
        String questionId;
        synchronized (this) {
            if (closed || questions.size() >= QUESTIONS_MAX) {
                return Optional.empty();
            }
            questionId = "server-" + ++questionsAsked;
            questions.put(questionId, answer);
        }
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0");
        message.put("id", questionId);
        message.put("method", method);
        message.set("params", params);
        try (var _ = call.onCancel(() -> answer.cancel(false))) {
            call.send(message);
            return Optional.of(answer.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException
                | ExecutionException
                | java.util.concurrent.CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            synchronized (this) {
                questions.remove(questionId);
            }
        }
    }

    /// Makes `queue` the session's own stream, for what belongs to no request. An earlier one ends.
    ///
    /// @return false when the session is closed
    boolean listen(ReplyQueue queue) {
        ReplyQueue before;
        synchronized (this) {
            if (closed) {
                return false;
            }
            before = stream;
            stream = queue;
        }
        if (before != null) {
            before.end();
        }
        return true;
    }

    synchronized void unlisten(ReplyQueue queue) {
        if (stream == queue) {
            stream = null;
        }
        lastUsed = core.clock().instant();
    }

    @Override
    public void close() {
        ReplyQueue open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = stream;
            questions.values().forEach(question -> question.cancel(false));
        }
        calls.close();
        if (open != null) {
            open.end();
        }
    }
}
