package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.identity.oidc.TestIssuer;
import dev.sallyport.server.identity.oidc.TestKeys;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of an issuer before a whole gate: scopes, streams, sessions, and names that keys have.
class IssuerTokensGateTest {

    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"hand","version":"1"}}}\
            """;
    private static final String WRITE =
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_note","arguments":\
            {"notebook":"shared","text":"hello"}%s}}\
            """;
    private static final String META =
            """
            ,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientInfo":{"name":"hand","version":"2"},\
            "io.modelcontextprotocol/clientCapabilities":{}}\
            """;
    private static final String WRITER = "\"groups\":[\"writers\"]";

    @TempDir private Path directory;

    private final TestIssuer idp = new TestIssuer();
    private final NoteTool tool = new NoteTool();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestGate gate;

    @BeforeEach
    void open() throws IOException {
        gate =
                new TestGate(
                        directory,
                        tool,
                        """
                        identity:
                          issuers:
                            - issuer: "%s"
                              audience: gate
                              clock_skew: 0s
                              scopes: { "notes:write": ["write_*"] }
                        """
                                .formatted(idp.url()));
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        gate.close();
        idp.close();
    }

    private String token(String claims) {
        return idp.token(TestKeys.RSA, JWSAlgorithm.RS256, Instant.now(), "{" + claims + "}");
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(gate.url().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, text/event-stream");
    }

    private HttpResponse<String> post(HttpRequest.Builder request, String body) throws Exception {
        return http.send(
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private String session(String token) throws Exception {
        return post(request("/mcp", token), INITIALIZE)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    private HttpResponse<String> writeInSession(String token, String session) throws Exception {
        return post(request("/mcp", token).header("Mcp-Session-Id", session), WRITE.formatted(""));
    }

    private HttpResponse<String> writeStateless(String token) throws Exception {
        return post(
                request("/mcp", token)
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "write_note"),
                WRITE.formatted(META));
    }

    @Test
    void aTokenWithoutTheScopeIsSentToGetItAndNothingRuns() throws Exception {
        var token = token(WRITER);
        var asked = gate.url() + "/.well-known/oauth-protected-resource/mcp";

        var inSession = writeInSession(token, session(token));
        var stateless = writeStateless(token);

        for (var response : new HttpResponse<?>[] {inSession, stateless}) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .contains(
                            "Bearer error=\"insufficient_scope\",scope=\"notes:write\",resource_metadata=\""
                                    + asked
                                    + '"');
            assertThat(response.body().toString())
                    .contains("DENIED_INSUFFICIENT_SCOPE", "\"status\":\"denied\"");
        }
        assertThat(tool.written).isEmpty();
    }

    @Test
    void aTokenWithTheScopePasses() throws Exception {
        var token = token(WRITER + ",\"scope\":\"openid notes:write\"");

        assertThat(writeInSession(token, session(token)).body())
                .contains("\"status\":\"completed\"");
        assertThat(writeStateless(token).statusCode()).isEqualTo(200);
        assertThat(tool.written).hasSize(2);
    }

    @Test
    void aKeyNeedsNoScope() throws Exception {
        assertThat(writeStateless(gate.writer("keyed")).statusCode()).isEqualTo(200);
    }

    @Test
    void aToolThatIsHiddenIsUnknownWhateverTheScope() throws Exception {
        var response = writeStateless(token("\"groups\":[\"others\"]"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("-32602");
    }

    @Test
    void aToolThatNeedsAScopeStaysListed() throws Exception {
        var token = token(WRITER);
        var response =
                post(
                        request("/mcp", token).header("Mcp-Session-Id", session(token)),
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");

        assertThat(response.body()).contains("write_note");
    }

    @Test
    void streamsEndWithTheirToken() throws Exception {
        var token = token("\"exp\":" + (Instant.now().getEpochSecond() + 5));
        var session = session(token);
        var started = Instant.now();

        var sse = http.sendAsync(request("/sse", token).GET().build(), BodyHandlers.ofString());
        var listening =
                http.send(
                        request("/mcp", token).header("Mcp-Session-Id", session).GET().build(),
                        BodyHandlers.ofString());

        assertThat(listening.statusCode()).isEqualTo(200);
        assertThat(sse.get().body()).contains("event: endpoint");
        assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(30));
        assertThat(writeInSession(token, session).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionBelongsToTheAgentAndItsHuman() throws Exception {
        var session = session(token("\"sub\":\"ana\""));

        assertThat(writeInSession(token("\"sub\":\"ben\""), session).statusCode()).isEqualTo(404);
        assertThat(writeInSession(token(""), session).statusCode()).isEqualTo(404);
        assertThat(writeInSession(token("\"sub\":\"ana\""), session).statusCode()).isEqualTo(200);
    }

    @Test
    void aNameThatAKeyHasIsTheKeysUntilItIsRevoked() throws Exception {
        var token = token("");
        assertThat(post(request("/mcp", token), INITIALIZE).statusCode()).isEqualTo(200);

        gate.token("coding-agent", Set.of(), false);
        assertThat(post(request("/mcp", token), INITIALIZE).statusCode()).isEqualTo(401);

        assertThat(gate.gate.keys().revoke("coding-agent")).isTrue();
        assertThat(post(request("/mcp", token), INITIALIZE).statusCode()).isEqualTo(200);
    }

    @Test
    void whileTheIssuersKeysAreUnknownNobodyIsRefusedForGood() throws Exception {
        idp.down(true);
        try (var away =
                new TestGate(
                        Files.createDirectory(directory.resolve("away")),
                        new NoteTool(),
                        "identity: { issuers: [{ issuer: \"%s\", audience: gate }] }\n"
                                .formatted(idp.url()))) {
            var response =
                    http.send(
                            HttpRequest.newBuilder(away.url().resolve("/mcp"))
                                    .header("Authorization", "Bearer " + token(""))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("10");
            assertThat(response.body()).contains("identity_unavailable").doesNotContain(idp.url());
        }
    }
}
