package dev.sallyport.server.mcp;

import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.tools.ToolDescription.Impact;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `tools/list` and `tools/call`, for every revision. Safe from many threads.
final class ToolMethods {

    /// How long a client may keep a list. Short, since a changed policy shows within a second.
    static final int LIST_TTL_MS = 5_000;

    private static final int CURSOR_CHARS_MAX = 1_000;

    private final ToolGate gate;
    private final McpLimits limits;
    private final Clock clock;

    ToolMethods(ToolGate gate, McpLimits limits, Clock clock) {
        this.gate = gate;
        this.limits = limits;
        this.clock = clock;
    }

    Outcome list(Exchange exchange, ObjectNode params) {
        var cursor = params.get("cursor");
        var after = cursor == null ? Optional.of("") : decode(cursor);
        if (after.isEmpty()) {
            return new Outcome.Fault(RpcError.invalidParams("`cursor` is not one of ours"));
        }
        var rest =
                gate.offered(caller(exchange.speaker(), limits.holdWait())).stream()
                        .sorted(Comparator.comparing(OfferedTool::name))
                        .filter(tool -> tool.name().compareTo(after.get()) > 0)
                        .limit(limits.toolsPerPageMax() + 1L)
                        .toList();
        var page = rest.subList(0, Math.min(rest.size(), limits.toolsPerPageMax()));
        var result = JsonNodeFactory.instance.objectNode();
        var tools = result.putArray("tools");
        page.forEach(tool -> tools.add(json(tool)));
        if (rest.size() > page.size()) {
            result.put("nextCursor", encode(page.getLast().name()));
        }
        if (exchange.speaker().revision().stateless()) {
            result.put("ttlMs", LIST_TTL_MS);
            result.put("cacheScope", "private");
        }
        return new Outcome.Result(result);
    }

    Outcome call(Exchange exchange, ObjectNode params) {
        if (!params.path("name").isString()) {
            return new Outcome.Fault(RpcError.invalidParams("`name` must be a text"));
        }
        var given = params.get("arguments");
        if (given != null && !given.isObject()) {
            return new Outcome.Fault(RpcError.invalidParams("`arguments` must be an object"));
        }
        var name = params.path("name").stringValue();
        var arguments =
                given instanceof ObjectNode map ? map : JsonNodeFactory.instance.objectNode();
        var speaker = exchange.speaker();
        var asTask =
                speaker.revision().stateless()
                        && speaker.extension(TaskMethods.EXTENSION).isPresent();
        var caller = caller(speaker, asTask ? Duration.ZERO : limits.holdWait());
        return switch (gate.call(caller, name, arguments, exchange.call())) {
            case Answer.UnknownTool() -> new Outcome.Fault(RpcError.unknownTool(name));
            case Answer.Reply reply ->
                    new Outcome.Result(
                            (asTask
                                            ? TaskMethods.created(reply, clock.instant())
                                            : Optional.<ObjectNode>empty())
                                    .orElseGet(() -> result(reply)));
        };
    }

    /// A `CallToolResult`: the reply as structured content, and the same as text for clients that know no
    /// other.
    static ObjectNode result(Answer.Reply reply) {
        var result = JsonNodeFactory.instance.objectNode();
        var text = result.putArray("content").addObject();
        text.put("type", "text");
        text.put("text", reply.structured().toString());
        result.set("structuredContent", reply.structured());
        result.put("isError", reply.isError());
        return result;
    }

    static Caller caller(Speaker speaker, Duration holdWait) {
        return new Caller(
                speaker.principal(),
                speaker.session(),
                speaker.client(),
                speaker.door(),
                holdWait,
                speaker.bounds());
    }

    private static ObjectNode json(OfferedTool tool) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("name", tool.name());
        json.put("title", tool.title());
        json.put("description", tool.description());
        json.set("inputSchema", tool.inputSchema());
        json.set("outputSchema", tool.outputSchema());
        json.set("annotations", annotations(tool.impact()));
        return json;
    }

    private static ObjectNode annotations(Impact impact) {
        var hints = JsonNodeFactory.instance.objectNode();
        switch (impact) {
            case READ -> hints.put("readOnlyHint", true);
            case WRITE -> hints.put("readOnlyHint", false).put("destructiveHint", false);
            case DESTROY -> hints.put("readOnlyHint", false).put("destructiveHint", true);
        }
        return hints.put("openWorldHint", false);
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> decode(JsonNode cursor) {
        if (!cursor.isString() || cursor.stringValue().length() > CURSOR_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(cursor.stringValue());
            var name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
