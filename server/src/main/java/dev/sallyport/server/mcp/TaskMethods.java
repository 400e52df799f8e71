package dev.sallyport.server.mcp;

import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.call.ToolGate.Answer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Held calls as tasks of the extension `io.modelcontextprotocol/tasks`: the task id is the approval id, and
/// asking for a task asks `await_approval` without waiting. Safe from many threads.
///
/// Nothing is kept here. The gate decides on every request whether this caller may see the approval.
///
/// @see <a href="https://github.com/modelcontextprotocol/ext-tasks">the extension</a>
final class TaskMethods {

    static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private static final String AWAIT = "await_approval";
    private static final String PENDING = "pending_approval";

    /// What `await_approval` answers to an id that is not this caller's, whether it exists or not.
    private static final String UNKNOWN_CODE = "UNKNOWN_APPROVAL";

    /// What `await_approval` answers once the request was withdrawn.
    private static final String CANCELLED_CODE = "DENIED_APPROVAL_CANCELLED";

    /// A human takes minutes; asking more often only costs.
    private static final int POLL_MS = 5_000;

    private static final int TASK_ID_CHARS_MAX = 200;

    private final ToolGate gate;
    private final TaskCancellation cancellation;
    private final Clock clock;

    TaskMethods(ToolGate gate, TaskCancellation cancellation, Clock clock) {
        this.gate = gate;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /// The task a held call becomes, or empty when the reply is not about a held call.
    static Optional<ObjectNode> created(Answer.Reply reply, Instant now) {
        var id = reply.structured().path("approval_id");
        if (!status(reply).equals(PENDING) || !id.isString()) {
            return Optional.empty();
        }
        var task = working(id.stringValue(), reply.structured(), now);
        task.put("resultType", "task");
        return Optional.of(task);
    }

    Outcome get(Exchange exchange, ObjectNode params) {
        return switch (find(exchange, params)) {
            case Missing(var error) -> new Outcome.Fault(error);
            case Found(var id, var reply) -> new Outcome.Result(detailed(id, reply));
        };
    }

    /// Held calls never ask the client for anything, so there is nothing to take in.
    Outcome update(Exchange exchange, ObjectNode params) {
        return switch (find(exchange, params)) {
            case Missing(var error) -> new Outcome.Fault(error);
            case Found _ -> new Outcome.Result(JsonNodeFactory.instance.objectNode());
        };
    }

    /// Withdraws first and asks afterwards, since asking for an approved task would run it.
    Outcome cancel(Exchange exchange, ObjectNode params) {
        var speaker = exchange.speaker();
        if (problem(speaker, params).isEmpty()) {
            cancellation.cancel(
                    ToolMethods.caller(speaker, Duration.ZERO),
                    params.path("taskId").stringValue());
        }
        return update(exchange, params);
    }

    private sealed interface Search {}

    private record Found(String id, Answer.Reply reply) implements Search {}

    private record Missing(RpcError error) implements Search {}

    private static Optional<RpcError> problem(Speaker speaker, ObjectNode params) {
        if (speaker.extension(EXTENSION).isEmpty()) {
            return Optional.of(
                    RpcError.missingCapability(
                            "this method needs the extension `" + EXTENSION + "`",
                            Speaker.requiresExtension(EXTENSION)));
        }
        var taskId = params.path("taskId");
        return taskId.isString() && taskId.stringValue().length() <= TASK_ID_CHARS_MAX
                ? Optional.empty()
                : Optional.of(RpcError.invalidParams("`taskId` must be a text"));
    }

    private Search find(Exchange exchange, ObjectNode params) {
        var speaker = exchange.speaker();
        var problem = problem(speaker, params);
        if (problem.isPresent()) {
            return new Missing(problem.get());
        }
        var id = params.path("taskId").stringValue();
        if (id.isEmpty()) {
            return unknown(id);
        }
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("approval_id", id);
        arguments.put("wait_seconds", 0);
        var caller = ToolMethods.caller(speaker, Duration.ZERO);
        return switch (gate.call(caller, AWAIT, arguments, exchange.call())) {
            case Answer.UnknownTool() -> unknown(id);
            case Answer.Reply reply when isUnknown(reply) -> unknown(id);
            case Answer.Reply reply -> new Found(id, reply);
        };
    }

    private static Missing unknown(String id) {
        return new Missing(RpcError.invalidParams("unknown task " + Quote.of(id)));
    }

    private static boolean isUnknown(Answer.Reply reply) {
        return reply.isError() && code(reply).equals(UNKNOWN_CODE);
    }

    private ObjectNode detailed(String id, Answer.Reply reply) {
        var now = clock.instant();
        if (status(reply).equals(PENDING)) {
            return working(id, reply.structured(), now);
        }
        if (code(reply).equals(CANCELLED_CODE)) {
            var task = task(id, "cancelled", reply.structured(), now);
            task.put("statusMessage", "the request for approval was withdrawn; nothing has run");
            return task;
        }
        var task = task(id, "completed", reply.structured(), now);
        task.set("result", ToolMethods.result(reply));
        return task;
    }

    private static ObjectNode working(String id, JsonNode reply, Instant now) {
        var task = task(id, "working", reply, now);
        task.put(
                "statusMessage",
                "waiting for a human to approve the call, or for the end of its run");
        task.put("pollIntervalMs", POLL_MS);
        return task;
    }

    private static ObjectNode task(String id, String status, JsonNode reply, Instant now) {
        var created = instant(reply.path("created_at")).orElse(now);
        var task = JsonNodeFactory.instance.objectNode();
        task.put("taskId", id);
        task.put("status", status);
        task.put("createdAt", created.truncatedTo(ChronoUnit.MILLIS).toString());
        task.put("lastUpdatedAt", now.truncatedTo(ChronoUnit.MILLIS).toString());
        instant(reply.path("expires_at"))
                .map(end -> Math.max(0, Duration.between(created, end).toMillis()))
                .ifPresentOrElse(ttl -> task.put("ttlMs", ttl), () -> task.putNull("ttlMs"));
        return task;
    }

    private static Optional<Instant> instant(JsonNode text) {
        if (!text.isString()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.stringValue()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String status(Answer.Reply reply) {
        return text(reply, "status");
    }

    private static String code(Answer.Reply reply) {
        return text(reply, "code");
    }

    private static String text(Answer.Reply reply, String key) {
        var value = reply.structured().path(key);
        return value.isString() ? value.stringValue() : "";
    }
}
