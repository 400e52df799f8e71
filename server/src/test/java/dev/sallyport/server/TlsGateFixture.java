package dev.sallyport.server;

import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.identity.oidc.TestIssuer;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TestCa.Issued;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A whole gate behind TLS of its own, and clients with and without certificates.
abstract class TlsGateFixture {

    /// As a gate's without TLS, and the robot may what a writer and an editor may.
    static final String POLICY =
            TestGate.POLICY
                    .replace("\"group:writers\"", "\"group:writers\", \"client:robot\"")
                    .replace("\"user:ana\"", "\"user:ana\", \"client:robot\"");

    static final String LISTEN =
            "listen: \"127.0.0.1:0\", tls: { certificate: gate.pem, key: gate.key, client_ca: ca.pem";

    @TempDir Path directory;

    final TestCa ca = new TestCa("Clients");
    final TestCa gates = new TestCa("Gates");
    final NoteTool tool = new NoteTool();
    final TestIssuer idp = new TestIssuer();
    final List<HttpClient> clients = new ArrayList<>();
    TestGate gate;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), POLICY);
        Files.writeString(directory.resolve("ca.pem"), ca.pem());
        gates.server().write(directory, "gate");
        gate = new TestGate(directory, tool, LISTEN + " }", identity("{}"));
    }

    String identity(String certificates) {
        return """
        identity:
          certificates: %s
          issuers:
            - { issuer: "%s", audience: gate, prefix: corp }
        """
                .formatted(certificates, idp.url());
    }

    void reopen(String server, String certificates) throws IOException {
        gate.close();
        gate = new TestGate(directory, tool, server, identity(certificates));
    }

    @AfterEach
    void close() {
        clients.forEach(HttpClient::shutdownNow);
        gate.close();
        idp.close();
    }

    HttpClient client(Optional<Issued> shown) {
        var client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(TestCa.context(shown, gates.certificate()))
                        .build();
        clients.add(client);
        return client;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gate.url().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    HttpRequest.Builder write(String notebook) {
        return request("/mcp")
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "write_note")
                .POST(BodyPublishers.ofString(call(notebook)));
    }

    static String call(String notebook) {
        return """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_note","arguments":\
        {"notebook":"%s","text":"hello"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientInfo":{"name":"hand","version":"2"},\
        "io.modelcontextprotocol/clientCapabilities":{}}}}\
        """
                .formatted(notebook);
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    int status(Issued shown) throws Exception {
        return send(client(Optional.of(shown)), write("shared")).statusCode();
    }

    int bearer(Optional<Issued> shown, String authorization) throws Exception {
        return send(client(shown), request("/api/approvals").header("Authorization", authorization))
                .statusCode();
    }
}
