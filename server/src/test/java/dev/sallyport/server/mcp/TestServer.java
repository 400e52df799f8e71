package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.CredentialBounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The wires on a free port, before an [InMemoryGate], with tokens `token-NAME` for `client:NAME`.
final class TestServer implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    static final McpLimits QUICK =
            McpLimits.DEFAULT.withTimes(Duration.ofMillis(100), Duration.ofMillis(50));

    final InMemoryGate gate = new InMemoryGate();

    /// Whether the key of every caller still works.
    volatile BooleanSupplier stands = () -> true;

    final HttpFront front;
    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer() throws IOException {
        this(QUICK, Admission.ALL);
    }

    TestServer(McpLimits limits, Admission admission) throws IOException {
        var builder = HttpFront.listen("127.0.0.1", 0);
        McpWires.install(
                builder,
                core(gate, limits),
                authenticator(),
                ProtectedResource.WITHOUT_ISSUERS,
                admission,
                _ -> stands.getAsBoolean());
        front = builder.start();
    }

    static McpCore core(InMemoryGate gate, McpLimits limits) {
        return McpCore.serving(
                gate,
                (caller, id) -> {
                    if (id.endsWith(caller.principal().subject())) {
                        gate.withdrawn.add(id);
                    }
                },
                new ServerInfo("sallyport-test", "Sallyport test", "0.0.0", "Use the tools."),
                limits,
                Clock.systemUTC(),
                new SecureRandom());
    }

    static Authenticator authenticator() {
        return token ->
                token.startsWith("token-")
                        ? new Authenticator.Authentication.Known(
                                principal(token.substring("token-".length())),
                                CredentialBounds.ofKey("0123456789abcdef"))
                        : new Authenticator.Authentication.Refused("unknown");
    }

    /// @param name with groups after a `+`, if any: `ana+ops`
    static Principal principal(String name) {
        var parts = name.split("[+]", -1);
        return new Principal(
                "client:" + parts[0],
                Principal.Kind.AGENT,
                Optional.empty(),
                Set.copyOf(Arrays.asList(parts).subList(1, parts.length)));
    }

    URI uri(String path) {
        return URI.create(front.address() + path);
    }

    HttpRequest.Builder request(String path, String user) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer token-" + user);
    }

    HttpRequest.Builder message(String path, String user, String body) {
        return request(path, user)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /// Opens a session and returns its id.
    String initialize(String user) throws IOException, InterruptedException {
        var response =
                send(
                        message(
                                "/mcp",
                                user,
                                """
                                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                                "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
                                """));
        return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    /// A request in an open session.
    HttpRequest.Builder inSession(String user, String session, String body) {
        return message("/mcp", user, body)
                .header("Mcp-Session-Id", session)
                .header("MCP-Protocol-Version", "2025-11-25");
    }

    /// A request of the stateless revision with all it needs.
    HttpRequest.Builder stateless(String user, String method, String params, String capabilities) {
        var body =
                """
                {"jsonrpc":"2.0","id":7,"method":"%s","params":{%s"_meta":{\
                "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"hand","version":"2"},\
                "io.modelcontextprotocol/clientCapabilities":%s}}}\
                """
                        .formatted(method, params.isEmpty() ? "" : params + ",", capabilities);
        var request =
                message("/mcp", user, body)
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", method);
        var named = JSON.readTree(body).path("params");
        for (var entry :
                Map.of(
                                "tools/call",
                                "name",
                                "tasks/get",
                                "taskId",
                                "tasks/cancel",
                                "taskId",
                                "tasks/update",
                                "taskId")
                        .entrySet()) {
            if (method.equals(entry.getKey()) && named.path(entry.getValue()).isString()) {
                request.header("Mcp-Name", named.path(entry.getValue()).stringValue());
            }
        }
        return request;
    }

    /// The JSON-RPC message in a response: the body, or the last event of a stream.
    static JsonNode last(String body) {
        if (!body.startsWith(":") && !body.startsWith("event:")) {
            return JSON.readTree(body);
        }
        var data = body.lines().filter(line -> line.startsWith("data: ")).toList().getLast();
        return JSON.readTree(data.substring("data: ".length()));
    }

    @Override
    public void close() {
        gate.release.countDown();
        http.shutdownNow();
        front.close();
    }
}
