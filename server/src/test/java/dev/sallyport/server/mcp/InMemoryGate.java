package dev.sallyport.server.mcp;

import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.ToolDescription.Impact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A gate without a policy, whose tools do what the wires must cope with: answer, wait, report, fail, be
/// hidden, be held.
final class InMemoryGate implements ToolGate {

    static final String SECRET = "jdbc:postgresql://gate:hunter2@db/shop";

    /// Every `wait` call that has begun, in order.
    final Semaphore waiting = new Semaphore(0);

    /// The callers whose `wait` was cancelled.
    final LinkedBlockingQueue<Caller> cancelled = new LinkedBlockingQueue<>();

    /// Opening it lets every `wait` call end.
    final CountDownLatch release = new CountDownLatch(1);

    /// Approval ids, each with whether its call was approved, keyed by owner.
    final Map<String, Boolean> approvals = new ConcurrentHashMap<>();

    /// Approval ids that were withdrawn.
    final Set<String> withdrawn = ConcurrentHashMap.newKeySet();

    /// Approval ids whose call ends, once it runs, with its arguments found wrong.
    final Set<String> misfits = ConcurrentHashMap.newKeySet();

    /// Approval ids whose call has run.
    final Set<String> ran = ConcurrentHashMap.newKeySet();

    @Override
    public List<OfferedTool> offered(Caller caller) {
        var names =
                new ArrayList<>(
                        List.of(
                                "await_approval",
                                "boom",
                                "destroy_thing",
                                "echo",
                                "hold",
                                "report",
                                "wait",
                                "whoami",
                                "write_thing"));
        if (caller.principal().subject().equals("client:insider")) {
            names.add("hidden");
        }
        return names.stream().sorted().map(InMemoryGate::tool).toList();
    }

    private static OfferedTool tool(String name) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        var impact =
                switch (name) {
                    case "write_thing" -> Impact.WRITE;
                    case "destroy_thing" -> Impact.DESTROY;
                    default -> Impact.READ;
                };
        return new OfferedTool(name, "Tool " + name, "does " + name, impact, schema, schema);
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control) {
        if (offered(caller).stream().noneMatch(offered -> offered.name().equals(tool))) {
            return new Answer.UnknownTool();
        }
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        return switch (tool) {
            case "echo" -> new Answer.Reply(reply.set("arguments", arguments), false);
            case "whoami" ->
                    new Answer.Reply(
                            reply.put("subject", caller.principal().subject())
                                    .put("groups", caller.principal().groups().toString())
                                    .put("session", caller.connection())
                                    .put("client", caller.client())
                                    .put("door", caller.door())
                                    .put("hold_wait_ms", caller.holdWait().toMillis()),
                            false);
            case "report" -> {
                control.progress("one");
                control.progress("two");
                yield new Answer.Reply(reply, false);
            }
            case "boom" -> throw fault(arguments.path("of").asString(""));
            case "wait" -> await(caller, control, reply);
            case "hold" -> hold(caller);
            case "await_approval" -> approval(caller, arguments);
            default -> new Answer.Reply(reply, false);
        };
    }

    private static RuntimeException fault(String kind) {
        return switch (kind) {
            case "assertion" -> throw new AssertionError(SECRET);
            case "class" -> throw new NoClassDefFoundError(SECRET);
            case "stack" -> throw new StackOverflowError(SECRET);
            case "memory" -> throw new OutOfMemoryError(SECRET);
            default -> new IllegalStateException(SECRET);
        };
    }

    private Answer await(Caller caller, CallControl control, ObjectNode reply) {
        var over = new CountDownLatch(1);
        try (var _ = control.onCancel(over::countDown)) {
            waiting.release();
            while (over.getCount() > 0 && release.getCount() > 0) {
                if (release.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (control.cancelled()) {
            cancelled.add(caller);
            return new Answer.Reply(reply.put("status", "failed").put("code", "CANCELLED"), true);
        }
        return new Answer.Reply(reply, false);
    }

    private Answer hold(Caller caller) {
        var id = "apr-" + approvals.size() + "-" + caller.principal().subject();
        approvals.put(id, false);
        return pending(id);
    }

    private static Answer pending(String id) {
        var reply = JsonNodeFactory.instance.objectNode();
        reply.put("status", "pending_approval");
        reply.put("approval_id", id);
        reply.put("expires_at", "2030-01-01T00:00:00Z");
        return new Answer.Reply(reply, false);
    }

    private Answer approval(Caller caller, ObjectNode arguments) {
        var id = arguments.path("approval_id").asString("");
        var approved = approvals.get(id);
        var reply = JsonNodeFactory.instance.objectNode();
        if (approved == null || !id.endsWith(caller.principal().subject())) {
            return new Answer.Reply(
                    reply.put("status", "failed")
                            .put("code", "UNKNOWN_APPROVAL")
                            .put("message", "there is no such approval"),
                    true);
        }
        if (withdrawn.contains(id)) {
            return new Answer.Reply(
                    reply.put("status", "denied").put("code", "DENIED_APPROVAL_CANCELLED"), true);
        }
        if (!approved) {
            return pending(id);
        }
        ran.add(id);
        if (misfits.contains(id)) {
            return new Answer.Reply(
                    reply.put("status", "failed").put("code", "INVALID_ARGUMENTS"), true);
        }
        return new Answer.Reply(reply.put("status", "completed").put("done", true), false);
    }
}
