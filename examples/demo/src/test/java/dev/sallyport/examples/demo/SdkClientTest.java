package dev.sallyport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo, asked by the official Java SDK's client over each wire that it speaks.
@ExtendWith(SharedDemo.class)
class SdkClientTest {

    enum Wire {
        STREAMABLE_HTTP,
        SSE,
        STDIO
    }

    private static final List<String> ANALYSTS =
            List.of("await_approval", "describe_database", "my_access", "query_database");

    private static final List<String> DEVELOPERS =
            List.of(
                    "apply_manifest",
                    "await_approval",
                    "delete_resource",
                    "describe_database",
                    "modify_database",
                    "my_access",
                    "push_branch",
                    "query_database",
                    "read_cluster",
                    "read_repository");

    @ParameterizedTest
    @EnumSource
    void anAnalystAndADeveloperSeeTheirOwnToolsOnEachWire(Wire wire, Demo demo) {
        try (var analyst = connect(wire, demo, "analyst");
                var developer = connect(wire, demo, "developer")) {
            assertThat(names(analyst)).containsExactlyElementsOf(ANALYSTS);
            assertThat(names(developer)).containsExactlyElementsOf(DEVELOPERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueryComesBackMaskedOnEachWire(Wire wire, Demo demo) {
        try (var analyst = connect(wire, demo, "analyst")) {
            var result =
                    analyst.callTool(
                            McpSchema.CallToolRequest.builder("query_database")
                                    .arguments(
                                            Map.of(
                                                    "database",
                                                    "shop",
                                                    "sql",
                                                    "select id, ssn as region, upper(email)"
                                                            + " from shop.customers where id = 1"))
                                    .build());

            assertThat(result.isError()).isFalse();
            var reply = json(result);
            assertThat(reply.path("status").asString("")).isEqualTo("completed");
            assertThat(reply.path("row_count").asInt(0)).isEqualTo(1);
            assertThat(reply.at("/rows/0/0").asInt(0)).isEqualTo(1);
            assertThat(reply.at("/columns/1/masked").asBoolean(false)).isTrue();
            assertThat(reply.at("/rows/0/1").asString("")).isEqualTo("⟦masked:redact⟧");
            assertThat(reply.at("/columns/2/masked").asBoolean(false)).isTrue();
            assertThat(result.toString())
                    .doesNotContain("101-02-1001")
                    .doesNotContainIgnoringCase("customer1@example.com");
        }
    }

    /// The structured reply, which the text repeats for clients that know no other.
    private static JsonNode json(McpSchema.CallToolResult result) {
        var reply = JsonMapper.shared().valueToTree(result.structuredContent());
        var text = ((McpSchema.TextContent) result.content().getFirst()).text();
        JsonNode repeated = JsonMapper.shared().readTree(text);
        assertThat(repeated).isEqualTo(reply);
        return reply;
    }

    private static List<String> names(McpSyncClient client) {
        return client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
    }

    private static McpSyncClient connect(Wire wire, Demo demo, String who) {
        var token = demo.tokens().getOrDefault(who, "");
        var client =
                McpClient.sync(transport(wire, demo, token))
                        .requestTimeout(Duration.ofSeconds(30))
                        .initializationTimeout(Duration.ofSeconds(30))
                        .build();
        client.initialize();
        return client;
    }

    private static McpClientTransport transport(Wire wire, Demo demo, String token) {
        var authorized = HttpRequest.newBuilder().header("Authorization", "Bearer " + token);
        return switch (wire) {
            case STREAMABLE_HTTP ->
                    HttpClientStreamableHttpTransport.builder(demo.url())
                            .endpoint("/mcp")
                            .requestBuilder(authorized)
                            .build();
            case SSE -> sse(demo, authorized);
            case STDIO -> {
                var command = CommandLines.sallyport("stdio", "--config", demo.config().toString());
                yield new StdioClientTransport(
                        ServerParameters.builder(command.getFirst())
                                .args(command.subList(1, command.size()))
                                .addEnvVar("SALLYPORT_TOKEN", token)
                                .build(),
                        McpJsonDefaults.getMapper());
            }
        };
    }

    @SuppressWarnings(
            "deprecation") // The transport is deprecated, and older clients still speak it.
    private static McpClientTransport sse(Demo demo, HttpRequest.Builder authorized) {
        return HttpClientSseClientTransport.builder(demo.url())
                .sseEndpoint("/sse")
                .requestBuilder(authorized)
                .build();
    }
}
