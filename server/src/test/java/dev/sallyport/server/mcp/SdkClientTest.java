package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The Java SDK's client against each wire that it speaks.
class SdkClientTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    record Wire(String name, java.util.function.Supplier<McpClientTransport> transport) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static HttpRequest.Builder authorized() {
        return HttpRequest.newBuilder().header("Authorization", "Bearer token-sdk");
    }

    private static McpSchema.CallToolRequest call(String tool, Map<String, Object> arguments) {
        return McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
    }

    @SuppressWarnings(
            "deprecation") // The transport is deprecated, and older clients still speak it.
    private static McpClientTransport sse() {
        return HttpClientSseClientTransport.builder(server.front.address().toString())
                .sseEndpoint("/sse")
                .requestBuilder(authorized())
                .build();
    }

    private static McpClientTransport stdio() {
        var command = StdioFixture.command("sdk");
        return new StdioClientTransport(
                ServerParameters.builder(command.getFirst())
                        .args(command.subList(1, command.size()))
                        .build(),
                McpJsonDefaults.getMapper());
    }

    static Stream<Wire> wires() {
        return Stream.of(
                new Wire(
                        "streamable",
                        () ->
                                HttpClientStreamableHttpTransport.builder(
                                                server.front.address().toString())
                                        .endpoint("/mcp")
                                        .requestBuilder(authorized())
                                        .build()),
                new Wire("sse", SdkClientTest::sse),
                new Wire("stdio", SdkClientTest::stdio));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void listsAndCalls(Wire wire) {
        try (var client = connect(wire, new LinkedBlockingQueue<>())) {
            var tools = client.listTools().tools();

            assertThat(tools)
                    .extracting(McpSchema.Tool::name)
                    .contains("echo")
                    .doesNotContain("hidden")
                    .isSorted();
            var echo =
                    tools.stream()
                            .filter(tool -> tool.name().equals("echo"))
                            .findFirst()
                            .orElseThrow();
            assertThat(echo.title()).isEqualTo("Tool echo");
            assertThat(echo.annotations().readOnlyHint()).isTrue();
            assertThat(echo.annotations().openWorldHint()).isFalse();

            var result = client.callTool(call("echo", Map.of("text", "héllo")));
            assertThat(result.isError()).isFalse();
            assertThat(result.structuredContent())
                    .isEqualTo(Map.of("status", "completed", "arguments", Map.of("text", "héllo")));
            assertThat(((McpSchema.TextContent) result.content().getFirst()).text())
                    .isEqualTo("{\"status\":\"completed\",\"arguments\":{\"text\":\"héllo\"}}");
        }
    }

    @ParameterizedTest
    @MethodSource("wires")
    void hiddenAndUnknownToolsAnswerAlike(Wire wire) {
        try (var client = connect(wire, new LinkedBlockingQueue<>())) {
            for (var name : new String[] {"hidden", "no_such"}) {
                assertThatThrownBy(() -> client.callTool(call(name, Map.of())))
                        .isInstanceOfSatisfying(
                                McpError.class,
                                e -> {
                                    assertThat(e.getJsonRpcError().code()).isEqualTo(-32602);
                                    assertThat(e.getJsonRpcError().message())
                                            .isEqualTo("unknown tool `" + name + "`");
                                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wires")
    void progressReachesAClientThatAskedForIt(Wire wire) throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        try (var client = connect(wire, heard)) {
            client.callTool(McpSchema.CallToolRequest.builder("report").progressToken("p").build());

            // The client hands its reports to threads of its own, so they may be late and out of
            // order.
            assertThat(
                            List.of(
                                    Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS)),
                                    Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS))))
                    .containsExactlyInAnyOrder("one", "two");
        }
    }

    private static McpSyncClient connect(Wire wire, LinkedBlockingQueue<String> progress) {
        var client =
                McpClient.sync(wire.transport().get())
                        .requestTimeout(Duration.ofSeconds(10))
                        .progressConsumer(report -> progress.add(report.message()))
                        .build();
        client.initialize();
        return client;
    }
}
