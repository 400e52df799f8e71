package dev.sallyport.examples.identity;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An MCP client of revision 2026-07-28, which needs no session: each call stands for itself and shows its token. Safe
/// from many threads.
record GateCalls(URI gate, String token) {

    List<String> tools() {
        return send("tools/list", "", "{}")
                .expect(200)
                .json()
                .at("/result/tools")
                .valueStream()
                .map(tool -> tool.path("name").asString(""))
                .toList();
    }

    JsonNode access() {
        return call("my_access", "{}");
    }

    JsonNode query(String sql) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("sql", sql);
        return call("query_database", arguments.toString());
    }

    private JsonNode call(String tool, String arguments) {
        return attempt(tool, arguments).expect(200).json().at("/result/structuredContent");
    }

    /// The answer as it came.
    Http.Answer attempt(String tool, String arguments) {
        return send(
                "tools/call", tool, "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private Http.Answer send(String method, String tool, String params) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        var all = (ObjectNode) JsonMapper.shared().readTree(params);
        all.set(
                "_meta",
                JsonMapper.shared()
                        .readTree(
                                """
                                { "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                                  "io.modelcontextprotocol/clientInfo": { "name": "identity", "version": "1" },
                                  "io.modelcontextprotocol/clientCapabilities": {} }
                                """));
        message.set("params", all);
        var headers =
                new ArrayList<>(
                        List.of(
                                "Authorization",
                                "Bearer " + token,
                                "Accept",
                                "application/json, text/event-stream",
                                "MCP-Protocol-Version",
                                "2026-07-28",
                                "Mcp-Method",
                                method));
        if (!tool.isEmpty()) {
            headers.addAll(List.of("Mcp-Name", tool));
        }
        return Http.json(
                "POST", gate.resolve("/mcp"), message.toString(), headers.toArray(String[]::new));
    }
}
