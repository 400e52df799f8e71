package dev.sallyport.server.mcp;

import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.mcp.RpcMessage.Request;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The part of the server that knows MCP and no wire: it finds the method, runs it, and keeps the bounds.
/// Safe from many threads.
public final class McpCore {

    static final String META_SERVER = "io.modelcontextprotocol/serverInfo";

    private static final Logger LOG = LoggerFactory.getLogger(McpCore.class);

    /// 256 bits: a session id cannot be guessed, though it is no credential either.
    private static final int ID_BYTES = 32;

    private final ServerInfo info;
    private final MethodTable table;
    private final McpLimits limits;
    private final Clock clock;
    private final CallSlots slots;
    private final Supplier<String> ids;

    McpCore(
            ServerInfo info,
            MethodTable table,
            McpLimits limits,
            Clock clock,
            Supplier<String> ids) {
        this.info = info;
        this.table = table;
        this.limits = limits;
        this.clock = clock;
        this.slots = new CallSlots(limits.callsPerPrincipalMax());
        this.ids = ids;
    }

    /// A server of the gate's tools, and of its held calls as tasks.
    ///
    /// @param random makes session ids; must be cryptographically strong
    public static McpCore serving(
            ToolGate gate,
            TaskCancellation cancellation,
            ServerInfo info,
            McpLimits limits,
            Clock clock,
            SecureRandom random) {
        return new McpCore(
                info, tools(gate, cancellation, limits, clock), limits, clock, randomIds(random));
    }

    static MethodTable tools(
            ToolGate gate, TaskCancellation cancellation, McpLimits limits, Clock clock) {
        var tools = new ToolMethods(gate, limits, clock);
        var tasks = new TaskMethods(gate, cancellation, clock);
        McpMethod ping = (_, _) -> new Outcome.Result(JsonNodeFactory.instance.objectNode());
        var handshakeCapabilities = JsonNodeFactory.instance.objectNode();
        handshakeCapabilities.putObject("tools").put("listChanged", false);
        var statelessCapabilities = JsonNodeFactory.instance.objectNode();
        statelessCapabilities.putObject("tools").put("listChanged", false);
        statelessCapabilities.putObject("extensions").putObject(TaskMethods.EXTENSION);
        return new MethodTable(
                Map.of("ping", ping, "tools/list", tools::list, "tools/call", tools::call),
                Map.of(
                        "tools/list", tools::list,
                        "tools/call", tools::call,
                        "tasks/get", tasks::get,
                        "tasks/update", tasks::update,
                        "tasks/cancel", tasks::cancel),
                handshakeCapabilities,
                statelessCapabilities);
    }

    static Supplier<String> randomIds(SecureRandom random) {
        return () -> {
            var bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }

    McpLimits limits() {
        return limits;
    }

    Clock clock() {
        return clock;
    }

    String newId() {
        return ids.get();
    }

    ServerInfo info() {
        return info;
    }

    MethodTable table() {
        return table;
    }

    /// Runs one request to its end. Blocks.
    ///
    /// @param registry of the session or connection; holds the call while it runs
    /// @param call made for this request by [#call]
    /// @return the response message, or empty when the request was cancelled and gets none
    Optional<ObjectNode> serve(
            CallRegistry registry, Request request, Speaker speaker, McpCall call) {
        var method = method(speaker.revision(), request.method());
        if (method.isEmpty()) {
            return fault(request, RpcError.methodNotFound(request.method()));
        }
        var wrong = checkMeta(request.params());
        if (wrong.isPresent()) {
            return fault(request, wrong.get());
        }
        var subject = speaker.principal().subject();
        if (!slots.take(subject)) {
            return fault(request, RpcError.busy());
        }
        try {
            return switch (registry.begin(request.id(), call)) {
                case BUSY -> fault(request, RpcError.busy());
                case ID_IN_USE ->
                        fault(
                                request,
                                RpcError.invalidRequest(
                                        "a request with this `id` is still under way"));
                case YES -> run(registry, request, method.get(), new Exchange(speaker, call));
            };
        } finally {
            slots.give(subject);
        }
    }

    private Optional<ObjectNode> run(
            CallRegistry registry, Request request, McpMethod method, Exchange exchange) {
        Outcome outcome;
        try {
            outcome = method.handle(exchange, request.params());
        } catch (Throwable e) {
            // Whatever a method throws, its client gets an answer, and one that tells nothing.
            outcome = new Outcome.Fault(RpcError.internal());
            LOG.error("a method failed: {}", request.method(), e);
            if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
                uncaught(e);
            }
        } finally {
            registry.end(request.id());
        }
        if (!exchange.call().end()) {
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Result(var value)
                && exchange.speaker().revision().stateless()) {
            complete(value);
        }
        return Optional.of(outcome.answering(request.id()));
    }

    /// Memory that is used up concerns the whole process: its handler of uncaught faults hears of it as if it had
    /// been thrown on, and the answer still goes out.
    private static void uncaught(Throwable fault) {
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
    }

    private static Optional<ObjectNode> fault(Request request, RpcError error) {
        return Optional.of(new Outcome.Fault(error).answering(request.id()));
    }

    Optional<McpMethod> method(Revision revision, String name) {
        return revision.stateless() && name.equals("server/discover")
                ? Optional.of((_, _) -> new Outcome.Result(discovered()))
                : table.find(revision, name);
    }

    /// The call of a request, before it runs.
    McpCall call(Request request, Outlet outlet) {
        var token = request.params().path("_meta").get("progressToken");
        return new McpCall(outlet, Optional.ofNullable(token));
    }

    private static Optional<RpcError> checkMeta(ObjectNode params) {
        var meta = params.get("_meta");
        if (meta == null) {
            return Optional.empty();
        }
        if (!meta.isObject()) {
            return Optional.of(RpcError.invalidParams("`_meta` must be an object"));
        }
        JsonNode token = meta.get("progressToken");
        if (token != null && !token.isString() && !token.isIntegralNumber()) {
            return Optional.of(
                    RpcError.invalidParams("`progressToken` must be a text or an integer"));
        }
        return Optional.empty();
    }

    private ObjectNode discovered() {
        var result = JsonNodeFactory.instance.objectNode();
        Revision.statelessDates().forEach(result.putArray("supportedVersions")::add);
        result.set("capabilities", table.statelessCapabilities().deepCopy());
        result.put("instructions", info.instructions());
        // The same for everyone, yet marked private: an intermediary has no business keeping it.
        result.put("ttlMs", ToolMethods.LIST_TTL_MS);
        result.put("cacheScope", "private");
        return result;
    }

    private void complete(ObjectNode result) {
        if (!result.has("resultType")) {
            result.put("resultType", "complete");
        }
        if (!result.path("_meta").isObject()) {
            result.putObject("_meta");
        }
        if (result.path("_meta") instanceof ObjectNode meta) {
            meta.set(META_SERVER, info.implementation(Revision.V2026_07_28));
        }
    }
}
