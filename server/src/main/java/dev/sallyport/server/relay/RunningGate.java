package dev.sallyport.server.relay;

import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.OfferedTool;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.tls.PinnedServer;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.ToolDescription.Impact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A gate that runs elsewhere, asked with one caller's token. It decides; this only carries. Safe from many
/// threads.
public final class RunningGate implements ToolGate {

    private static final Logger LOG = LoggerFactory.getLogger(RunningGate.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String REVISION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final int UNKNOWN_TOOL = -32602;

    /// A held call waits 45 seconds; a slow one may take a while more.
    private static final Duration REPLY_MAX = Duration.ofMinutes(5);

    /// A reply of a gate is far smaller; more than this is not one.
    private static final int REPLY_CHARS_MAX = 32 * 1024 * 1024;

    /// More pages of tools than this are not believed.
    private static final int PAGES_MAX = 100;

    private final URI endpoint;
    private final String token;
    private final HttpClient http;
    private final AtomicLong ids = new AtomicLong();

    private RunningGate(URI endpoint, String token, HttpClient http) {
        this.endpoint = endpoint;
        this.token = token;
        this.http = http;
    }

    /// The gate at an address, or empty when none answers there.
    ///
    /// @param base `http://127.0.0.1:8640`
    public static Optional<RunningGate> at(URI base, String token) {
        return at(base, token, Optional.empty());
    }

    /// As [#at(URI, String)], over TLS.
    ///
    /// @param certificate file of the one certificate that the gate may show; empty where it speaks plain HTTP
    public static Optional<RunningGate> at(URI base, String token, Optional<Path> certificate) {
        var builder =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .version(HttpClient.Version.HTTP_1_1);
        certificate.map(PinnedServer::context).ifPresent(builder::sslContext);
        var http = builder.build();
        try {
            var health =
                    http.send(
                            HttpRequest.newBuilder(base.resolve("/healthz"))
                                    .timeout(Duration.ofSeconds(3))
                                    .build(),
                            BodyHandlers.discarding());
            return health.statusCode() == 200
                    ? Optional.of(new RunningGate(base.resolve("/mcp"), token, http))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Whether the gate knows the token.
    public boolean knowsCaller() {
        try {
            var reply =
                    send(
                            "tools/list",
                            "",
                            JsonNodeFactory.instance.objectNode(),
                            "sallyport-stdio",
                            silent());
            return reply.has("result");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<OfferedTool> offered(Caller caller) {
        var tools = new ArrayList<OfferedTool>();
        var cursor = "";
        try {
            for (int page = 0; page < PAGES_MAX; page++) {
                var params = JsonNodeFactory.instance.objectNode();
                if (!cursor.isEmpty()) {
                    params.put("cursor", cursor);
                }
                var result =
                        send("tools/list", "", params, caller.client(), silent()).path("result");
                result.path("tools").forEach(tool -> tools.add(tool(tool)));
                cursor = result.path("nextCursor").asString("");
                if (cursor.isEmpty()) {
                    break;
                }
            }
        } catch (IOException e) {
            LOG.warn("the gate at {} does not answer", endpoint, e);
        }
        tools.sort(Comparator.comparing(OfferedTool::name));
        return List.copyOf(tools);
    }

    private static OfferedTool tool(JsonNode json) {
        var hints = json.path("annotations");
        var impact =
                hints.path("readOnlyHint").asBoolean(false)
                        ? Impact.READ
                        : hints.path("destructiveHint").asBoolean(true)
                                ? Impact.DESTROY
                                : Impact.WRITE;
        return new OfferedTool(
                json.path("name").asString(""),
                json.path("title").asString(""),
                json.path("description").asString(""),
                impact,
                object(json.path("inputSchema")),
                object(json.path("outputSchema")));
    }

    @Override
    public Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control) {
        var params = JsonNodeFactory.instance.objectNode();
        params.put("name", tool);
        params.set("arguments", arguments);
        JsonNode reply;
        try {
            reply = send("tools/call", tool, params, caller.client(), control);
        } catch (IOException e) {
            LOG.warn("the gate at {} gave no reply", endpoint, e);
            return lost();
        }
        if (reply.path("result").path("structuredContent") instanceof ObjectNode structured) {
            return new Answer.Reply(
                    structured, reply.path("result").path("isError").asBoolean(false));
        }
        return reply.path("error").path("code").asInt(0) == UNKNOWN_TOOL
                ? new Answer.UnknownTool()
                : lost();
    }

    private static Answer lost() {
        var structured = JsonNodeFactory.instance.objectNode();
        structured.put("status", "failed");
        structured.put("call_id", "");
        structured.put("code", "GATE_UNREACHABLE");
        structured.put("message", "the gate gave no reply; the call may or may not have run.");
        structured.put("next", "Check what it would have changed before you repeat it.");
        return new Answer.Reply(structured, true);
    }

    private JsonNode send(
            String method, String name, ObjectNode params, String client, CallControl control)
            throws IOException {
        long id = ids.incrementAndGet();
        var meta = params.putObject("_meta");
        meta.put(META + "protocolVersion", REVISION);
        meta.putObject(META + "clientInfo").put("name", client).put("version", "");
        meta.putObject(META + "clientCapabilities");
        meta.put("progressToken", id);
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", id).put("method", method);
        message.set("params", params);
        var request =
                HttpRequest.newBuilder(endpoint)
                        .timeout(REPLY_MAX)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", REVISION)
                        .header("Mcp-Method", method);
        if (!name.isEmpty()) {
            request.header("Mcp-Name", headerValue(name));
        }
        try {
            var response =
                    http.send(
                            request.POST(BodyPublishers.ofString(message.toString())).build(),
                            BodyHandlers.ofInputStream());
            return reply(response, id, control);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("no reply of a gate", e);
        }
    }

    private static JsonNode reply(HttpResponse<InputStream> response, long id, CallControl control)
            throws IOException {
        try (var body = response.body();
                var _ = control.onCancel(() -> closeQuietly(body))) {
            var type = response.headers().firstValue("Content-Type").orElse("");
            if (!type.startsWith("text/event-stream")) {
                return JSON.readTree(
                        new String(body.readNBytes(REPLY_CHARS_MAX), StandardCharsets.UTF_8));
            }
            var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            var data = new StringBuilder();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                    if (data.length() > REPLY_CHARS_MAX) {
                        throw new IOException("the reply is too large");
                    }
                } else if (line.isEmpty() && !data.isEmpty()) {
                    var message = JSON.readTree(data.toString());
                    data.setLength(0);
                    if (message.path("id").asLong(0) == id
                            && (message.has("result") || message.has("error"))) {
                        return message;
                    }
                    if (message.path("method").asString("").equals("notifications/progress")) {
                        control.progress(message.path("params").path("message").asString(""));
                    }
                }
            }
            throw new IOException("the stream ended before the reply");
        }
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("a cancelled reply could not be closed", e);
        }
    }

    /// A header cannot carry every name; the gate takes the same Base64 form as from any client.
    private static String headerValue(String name) {
        return name.chars().allMatch(c -> c > ' ' && c < 0x7F)
                ? name
                : "=?base64?"
                        + java.util.Base64.getEncoder()
                                .encodeToString(name.getBytes(StandardCharsets.UTF_8))
                        + "?=";
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    private static CallControl silent() {
        return CallControl.uncancellable();
    }
}
