package dev.sallyport.server.mcp;

import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.ToolDescription.Impact;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The tools the conformance suite calls to try tasks. A call that "takes seconds" is one that is held, and
/// approved by itself once they are over.
final class FixtureGate implements ToolGate {

    private final Clock clock;
    private final Supplier<String> ids;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(String tool, Instant created, Instant done, boolean cancelled) {}

    FixtureGate(Clock clock, Supplier<String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public List<OfferedTool> offered(Caller caller) {
        return Stream.of("failing_job", "slow_compute").map(FixtureGate::tool).toList();
    }

    private static OfferedTool tool(String name) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new OfferedTool(name, name, "Fixture " + name, Impact.READ, schema, schema);
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control) {
        return switch (tool) {
            case "slow_compute" ->
                    caller.holdWait().isZero()
                            ? hold(tool, arguments.path("seconds").asLong(0))
                            : done(reply("completed").put("text", "computed"), false);
            case "failing_job" -> hold(tool, 1);
            case "await_approval" -> state(arguments.path("approval_id").asString(""));
            default -> new Answer.UnknownTool();
        };
    }

    void cancel(String id) {
        held.computeIfPresent(
                id, (_, job) -> new Held(job.tool(), job.created(), job.done(), true));
    }

    private Answer hold(String tool, long seconds) {
        var now = clock.instant();
        var id = ids.get();
        var job = new Held(tool, now, now.plusSeconds(seconds), false);
        held.put(id, job);
        return pending(id, job);
    }

    private Answer state(String id) {
        return Optional.ofNullable(held.get(id))
                .map(job -> {
                    if (job.cancelled()) {
                        return done(reply("denied").put("code", "DENIED_APPROVAL_CANCELLED"), true);
                    }
                    if (clock.instant().isBefore(job.done())) {
                        return pending(id, job);
                    }
                    var failed = job.tool().equals("failing_job");
                    return done(reply(failed ? "failed" : "completed"), failed);
                })
                .orElseGet(() -> done(reply("failed").put("code", "UNKNOWN_APPROVAL"), true));
    }

    private static Answer pending(String id, Held job) {
        return done(
                reply("pending_approval")
                        .put("approval_id", id)
                        .put("created_at", job.created().toString())
                        .put("expires_at", job.created().plusSeconds(3_600).toString()),
                false);
    }

    private static Answer done(ObjectNode structured, boolean isError) {
        return new Answer.Reply(structured, isError);
    }

    private static ObjectNode reply(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }
}
