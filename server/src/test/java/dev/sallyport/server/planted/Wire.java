package dev.sallyport.server.planted;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An agent or a human before the doors of a gate. Safe from many threads.
public record Wire(HttpClient http, URI gate, String token) {

    /// A call without a session.
    ///
    /// @return the structured reply
    public JsonNode call(String client, String version, String tool, ObjectNode arguments) {
        var params = JsonNodeFactory.instance.objectNode().put("name", tool);
        params.set("arguments", arguments);
        var meta = params.putObject("_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.putObject("io.modelcontextprotocol/clientInfo")
                .put("name", client)
                .put("version", version);
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        var request =
                post("/mcp", message("tools/call", params).toString())
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", tool);
        var reply = last(send(request).body());
        var structured = reply.path("result").path("structuredContent");
        if (!structured.isObject()) {
            throw new AssertionError(reply.toString());
        }
        return structured;
    }

    /// Opens a session.
    ///
    /// @return its id
    public String initialize(String client, String version) {
        var params = JsonNodeFactory.instance.objectNode().put("protocolVersion", "2025-11-25");
        params.putObject("capabilities");
        params.putObject("clientInfo").put("name", client).put("version", version);
        return send(post("/mcp", message("initialize", params).toString())
                        .header("Accept", "application/json, text/event-stream"))
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    /// A request in a session.
    ///
    /// @return the whole answer
    public JsonNode inSession(String session, String method, ObjectNode params) {
        var request =
                post("/mcp", message(method, params).toString())
                        .header("Accept", "application/json, text/event-stream")
                        .header("Mcp-Session-Id", session)
                        .header("MCP-Protocol-Version", "2025-11-25");
        return last(send(request).body());
    }

    private static ObjectNode message(String method, ObjectNode params) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
        return message;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gate.resolve(path))
                .header("Authorization", "Bearer " + token);
    }

    public HttpRequest.Builder post(String path, String json) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    public JsonNode api(HttpRequest.Builder request) {
        return JsonMapper.shared().readTree(send(request).body());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The message of an answer: the body, or the last event of a stream.
    private static JsonNode last(String body) {
        if (body.startsWith("{")) {
            return JsonMapper.shared().readTree(body);
        }
        var data = body.lines().filter(line -> line.startsWith("data: {")).toList();
        return JsonMapper.shared().readTree(data.getLast().substring("data: ".length()));
    }
}
