package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Public MCP clients that know nothing but the gate's address find the provider, let a human sign in with a browser,
/// and call.
@ExtendWith({World.Shared.class, Chromium.Shared.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpClientsOAuthTest {

    private static final Path CLIENTS = Path.of("..", "walkthrough").toAbsolutePath().normalize();
    private static final String INSPECTOR =
            "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";
    private static final long WAIT_SECONDS_MAX = 120;

    private RealmGate gate;
    private String node;

    @BeforeAll
    void open(World world, @TempDir Path directory) throws IOException {
        gate = new RealmGate(world, "clients", directory);
        var install =
                new ProcessBuilder(CLIENTS.resolve("install").toString())
                        .redirectError(Redirect.INHERIT)
                        .start();
        node = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(install.onExit().join().exitValue()).isZero();
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @Test
    void theTypeScriptSdkRegistersItselfAndCalls(Chromium chromium) throws Exception {
        var found = sdk(chromium);

        assertThat(steps(found))
                .anyMatch(step -> step.startsWith("401 POST /mcp"))
                .anyMatch(step -> step.startsWith("200 GET /.well-known/oauth-protected-resource"))
                .anyMatch(step -> step.startsWith("201 POST /realms/clients/clients-registrations"))
                .anyMatch(step ->
                        step.startsWith("200 POST /realms/clients/protocol/openid-connect/token"));
        assertThat(found.at("/asked/resource").asString("")).isEqualTo(gate.url() + "/mcp");
        assertThat(found.at("/asked/code_challenge_method").asString("")).isEqualTo("S256");
        assertActsForAna(found.path("access"), found.path("client").asString(""));
    }

    @Test
    void theTypeScriptSdkIsAClientThatTheProviderKnows(Chromium chromium) throws Exception {
        var found = sdk(chromium, "inspector");

        assertThat(steps(found)).noneMatch(step -> step.contains("clients-registrations"));
        assertActsForAna(found.path("access"), "inspector");
    }

    @Test
    void theInspectorSignsInListsAndCalls(Chromium chromium, @TempDir Path home) throws Exception {
        var tools = inspector(chromium, home, "--method", "tools/list");
        assertThat(tools).contains("my_access");

        var access =
                inspector(chromium, home, "--method", "tools/call", "--tool-name", "my_access");
        assertThat(access).contains("client:inspector", "user:ana");
    }

    private static void assertActsForAna(JsonNode access, String client) {
        assertThat(access.path("principal").asString("")).isEqualTo("client:" + client);
        assertThat(access.path("on_behalf_of").asString("")).isEqualTo("user:ana");
    }

    private static List<String> steps(JsonNode found) {
        return found.path("requested").valueStream().map(step -> step.asString("")).toList();
    }

    private JsonNode sdk(Chromium chromium, String... clientId) throws Exception {
        var command = new ArrayList<>(List.of(node, "oauth.mjs", gate.url() + "/mcp"));
        command.addAll(List.of(clientId));
        var process = start(command, CLIENTS);
        var lines = withBrowser(process, chromium);
        return JsonMapper.shared().readTree(lines.getLast());
    }

    private String inspector(Chromium chromium, Path home, String... what) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                node,
                                INSPECTOR,
                                "--cli",
                                "--transport",
                                "http",
                                "--server-url",
                                gate.url() + "/mcp",
                                "--client-id",
                                "inspector",
                                "--callback-url",
                                "http://127.0.0.1:" + Keycloak.freePort() + "/oauth/callback",
                                "--connect-timeout",
                                "0"));
        command.addAll(List.of(what));
        return String.join("\n", withBrowser(start(command, home), chromium));
    }

    /// With a home of its own for what it keeps, and no browser that it could start itself.
    private static Process start(List<String> command, Path home) throws IOException {
        var builder =
                new ProcessBuilder(command).directory(CLIENTS.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("BROWSER", "/bin/true");
        // It would want a terminal otherwise, before it asks anyone to sign in.
        builder.environment().put("MCP_AUTO_OPEN_ENABLED", "true");
        builder.environment().put("MCP_INSPECTOR_SECRET_STORE", "memory");
        return builder.start();
    }

    /// Opens the first address of the provider that the program prints, as its user would, and reads on to the end.
    private List<String> withBrowser(Process process, Chromium chromium) throws Exception {
        var lines = new ArrayList<String>();
        try (var ana = chromium.someone();
                var out =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                var at = line.indexOf(gate.realm().issuer() + "/protocol/openid-connect/auth?");
                if (at >= 0 && ana.pages().isEmpty()) {
                    var page = ana.newPage();
                    page.navigate(line.substring(at).split("\\s", 2)[0]);
                    Chromium.fillForm(page, "ana");
                }
            }
            assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
            return lines;
        } finally {
            process.destroy();
        }
    }
}
