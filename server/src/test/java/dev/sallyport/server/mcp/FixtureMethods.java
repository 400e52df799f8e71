package dev.sallyport.server.mcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fixtures the conformance suite asks for. What is constant lives in `conformance/fixtures.json`.
final class FixtureMethods {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

    private final JsonNode data;
    private final byte[] key = new byte[32];

    private final MethodTable gated;

    /// @param gated the methods before a gate, for the tools that may be held
    FixtureMethods(MethodTable gated) throws IOException {
        this.gated = gated;
        new SecureRandom().nextBytes(key);
        try (var in =
                java.util.Objects.requireNonNull(
                        FixtureMethods.class.getResourceAsStream("/conformance/fixtures.json"))) {
            data = JsonMapper.shared().readTree(in);
        }
    }

    Outcome tools(Exchange exchange, ObjectNode params) {
        var result = JSON.objectNode();
        var tools = result.putArray("tools");
        data.path("tools").forEach(tool -> tools.add(tool.deepCopy()));
        if (gated(exchange, "tools/list", params) instanceof Outcome.Result(var more)) {
            more.path("tools").forEach(tools::add);
        }
        return new Outcome.Result(cached(exchange, result));
    }

    Outcome prompts(Exchange exchange, ObjectNode params) {
        return listed(exchange, "prompts", "prompts");
    }

    Outcome resources(Exchange exchange, ObjectNode params) {
        return listed(exchange, "resources", "resources");
    }

    Outcome templates(Exchange exchange, ObjectNode params) {
        return listed(exchange, "templates", "resourceTemplates");
    }

    static Outcome nothing(Exchange exchange, ObjectNode params) {
        return new Outcome.Result(JSON.objectNode());
    }

    static Outcome complete(Exchange exchange, ObjectNode params) {
        var result = JSON.objectNode();
        var completion = result.putObject("completion");
        completion.putArray("values").add("paris");
        completion.put("total", 1);
        completion.put("hasMore", false);
        return new Outcome.Result(result);
    }

    Outcome read(Exchange exchange, ObjectNode params) {
        var uri = params.path("uri").asString("");
        ObjectNode content;
        if (data.path("contents").get(uri) instanceof ObjectNode known) {
            content = known.deepCopy();
        } else if (uri.startsWith("test://template/") && uri.endsWith("/data")) {
            var id = uri.substring("test://template/".length(), uri.length() - "/data".length());
            content = JSON.objectNode().put("mimeType", "application/json");
            content.put(
                    "text",
                    JSON.objectNode()
                            .put("id", id)
                            .put("templateTest", true)
                            .put("data", "Data for ID: " + id)
                            .toString());
        } else {
            return new Outcome.Fault(
                    new RpcError(
                            RpcError.INVALID_PARAMS,
                            "unknown resource " + Quote.of(uri),
                            Optional.of(JSON.objectNode().put("uri", uri))));
        }
        content.put("uri", uri);
        var result = JSON.objectNode();
        result.putArray("contents").add(content);
        return new Outcome.Result(cached(exchange, result));
    }

    Outcome prompt(Exchange exchange, ObjectNode params) {
        var name = params.path("name").asString("");
        var messages = data.path("messages").get(name);
        if (messages == null) {
            return new Outcome.Fault(RpcError.invalidParams("unknown prompt " + Quote.of(name)));
        }
        if (exchange.speaker().revision().stateless() && data.path("rounds").has(name)) {
            var asked = ask(exchange, name, params);
            if (asked.isPresent()) {
                return asked.get();
            }
        }
        var text = messages.toString();
        for (var argument : params.path("arguments").properties()) {
            text = text.replace("{" + argument.getKey() + "}", argument.getValue().asString(""));
        }
        var result = JSON.objectNode();
        result.set("messages", JsonMapper.shared().readTree(text));
        return new Outcome.Result(result);
    }

    Outcome call(Exchange exchange, ObjectNode params) {
        var name = params.path("name").asString("");
        if (data.path("results").get(name) instanceof ObjectNode constant) {
            return new Outcome.Result(constant.deepCopy());
        }
        return switch (name) {
            case "test_tool_with_logging" -> {
                for (var line : new String[] {"started", "processing", "completed"}) {
                    log(exchange, "Tool execution " + line);
                }
                yield text("Tool execution completed with logging");
            }
            case "test_logging_tool" -> {
                if (params.path("_meta").has("io.modelcontextprotocol/logLevel")) {
                    log(exchange, "Logging activated");
                }
                yield text("Logging evaluated");
            }
            case "test_tool_with_progress" -> {
                for (var done = 0L; done <= 100; done += 50) {
                    exchange.call().progress("working", Optional.of(done), Optional.of(100L));
                }
                yield text("Tool execution completed with progress");
            }
            case "test_streaming_elicitation" -> {
                exchange.call().progress("streaming", Optional.of(50L), Optional.of(100L));
                yield text("Streaming complete");
            }
            case "greet" ->
                    text("Hello, " + params.path("arguments").path("name").asString("") + "!");
            case "test_missing_capability" ->
                    exchange.speaker().capabilities().has("sampling")
                            ? text("Sampling is there")
                            : missing("sampling");
            case "test_sampling",
                    "test_elicitation",
                    "test_elicitation_sep1034_defaults",
                    "test_elicitation_sep1330_enums" ->
                    question(exchange, name, params.path("arguments"));
            default ->
                    exchange.speaker().revision().stateless() && data.path("rounds").has(name)
                            ? ask(exchange, name, params)
                                    .orElseGet(() ->
                                            text(
                                                    "Hello, state-ok "
                                                            + params.path("inputResponses")))
                            : gated(exchange, "tools/call", params);
        };
    }

    private Outcome gated(Exchange exchange, String method, ObjectNode params) {
        return gated.find(exchange.speaker().revision(), method)
                .orElseThrow()
                .handle(exchange, params);
    }

    private Outcome question(Exchange exchange, String name, JsonNode arguments) {
        var capability = name.equals("test_sampling") ? "sampling" : "elicitation";
        if (!exchange.speaker().capabilities().has(capability)) {
            return missing(capability);
        }
        var question = data.path("questions").path(name);
        var params = (ObjectNode) question.path("params").deepCopy();
        if (arguments.has("message")) {
            params.put("message", arguments.path("message").asString(""));
        }
        if (arguments.has("prompt")) {
            ((ObjectNode) params.path("messages").path(0).path("content"))
                    .put("text", arguments.path("prompt").asString(""));
        }
        var answer =
                exchange.ask(question.path("method").asString(""), params, ANSWER_WAIT)
                        .map(body -> body.path("result"));
        return answer.map(result ->
                        name.equals("test_sampling")
                                ? text(
                                        "LLM response: "
                                                + result.path("content").path("text").asString(""))
                                : text(
                                        "User response: action="
                                                + result.path("action").asString("")
                                                + ", content="
                                                + result.path("content")))
                .orElseGet(() -> text("No answer"));
    }

    /// Rounds of questions in results: the state that goes round is the number of the round, signed.
    ///
    /// @return empty when every round is answered
    private Optional<Outcome> ask(Exchange exchange, String name, ObjectNode params) {
        var rounds = data.path("rounds").path(name);
        var round = 0;
        if (params.has("requestState")) {
            var state = params.path("requestState").asString("");
            round = state.isEmpty() ? -1 : state.charAt(0) - '0';
            if (round < 0 || round >= rounds.size() || !state.equals(state(name, round))) {
                return Optional.of(
                        new Outcome.Fault(RpcError.invalidParams("`requestState` is not ours")));
            }
        }
        if (params.has("inputResponses") && !params.path("inputResponses").isObject()) {
            return Optional.of(
                    new Outcome.Fault(
                            RpcError.invalidParams("`inputResponses` must be an object")));
        }
        if (answered(rounds.path(round), params.path("inputResponses"))) {
            round++;
        }
        if (round >= rounds.size()) {
            return Optional.empty();
        }
        var result = JSON.objectNode().put("resultType", "input_required");
        var requests = result.putObject("inputRequests");
        for (var request : rounds.path(round).properties()) {
            var method = request.getValue().path("method").asString("");
            var capability = method.substring(0, method.indexOf('/'));
            if (!name.endsWith("_capabilities")
                    || exchange.speaker().capabilities().has(capability)) {
                requests.set(request.getKey(), request.getValue().deepCopy());
            }
        }
        result.put("requestState", state(name, round));
        return Optional.of(new Outcome.Result(result));
    }

    private static boolean answered(JsonNode requests, JsonNode responses) {
        return requests.propertyStream()
                .allMatch(request -> responses.path(request.getKey()).isObject());
    }

    private String state(String name, int round) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var tag = mac.doFinal((name + "\n" + round).getBytes(StandardCharsets.UTF_8));
            return round + "." + HexFormat.of().formatHex(tag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private Outcome listed(Exchange exchange, String from, String as) {
        var result = JSON.objectNode();
        result.set(as, data.path(from).deepCopy());
        return new Outcome.Result(cached(exchange, result));
    }

    private static ObjectNode cached(Exchange exchange, ObjectNode result) {
        return exchange.speaker().revision().stateless()
                ? result.put("ttlMs", 1_000).put("cacheScope", "private")
                : result;
    }

    private static Outcome missing(String capability) {
        var required = JSON.objectNode();
        required.putObject(capability);
        return new Outcome.Fault(
                RpcError.missingCapability("this needs `" + capability + "`", required));
    }

    private static void log(Exchange exchange, String line) {
        var params = JSON.objectNode();
        params.put("level", "info");
        params.put("data", line);
        exchange.notify("notifications/message", params);
    }

    private static Outcome text(String text) {
        var result = JSON.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return new Outcome.Result(result);
    }
}
