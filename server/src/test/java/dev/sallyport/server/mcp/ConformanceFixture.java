package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The server that the public conformance suite is run against: the real core and wires with the suite's own
/// tools, resources and prompts in the method table. The suite sends no token, so everyone is one
/// anonymous principal here; nothing outside the tests can be set up so.
final class ConformanceFixture {

    private ConformanceFixture() {}

    /// Prints the address and runs until its input ends.
    ///
    /// @param args the port
    public static void main(String[] args) throws IOException {
        try (var front = start(Integer.parseInt(args[0]))) {
            System.out.println(front.address() + "/mcp");
            while (System.in.read() != -1) {
                // Nothing to read: the end of the input is the sign to stop.
            }
        }
    }

    static HttpFront start(int port) throws IOException {
        var limits = McpLimits.DEFAULT;
        var clock = Clock.systemUTC();
        var ids = McpCore.randomIds(new SecureRandom());
        var gate = new FixtureGate(clock, ids);
        var tools = McpCore.tools(gate, (_, id) -> gate.cancel(id), limits, clock);
        var fixtures = new FixtureMethods(tools);
        var handshake =
                Map.<String, McpMethod>ofEntries(
                        Map.entry("tools/list", fixtures::tools),
                        Map.entry("tools/call", fixtures::call),
                        Map.entry("prompts/list", fixtures::prompts),
                        Map.entry("prompts/get", fixtures::prompt),
                        Map.entry("resources/list", fixtures::resources),
                        Map.entry("resources/templates/list", fixtures::templates),
                        Map.entry("resources/read", fixtures::read),
                        Map.entry("resources/subscribe", FixtureMethods::nothing),
                        Map.entry("resources/unsubscribe", FixtureMethods::nothing),
                        Map.entry("completion/complete", FixtureMethods::complete),
                        Map.entry("logging/setLevel", FixtureMethods::nothing));
        var stateless = new java.util.HashMap<>(handshake);
        stateless
                .keySet()
                .removeAll(
                        Set.of("resources/subscribe", "resources/unsubscribe", "logging/setLevel"));
        var capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putObject("prompts");
        capabilities.putObject("resources");
        capabilities.putObject("completions");
        capabilities.putObject("logging");
        var table = tools.with(handshake, stateless, capabilities);
        subscribable(table.handshakeCapabilities());
        var core =
                new McpCore(
                        new ServerInfo("sallyport-conformance", "Conformance", "0.0.0", "Test."),
                        table,
                        limits,
                        clock,
                        ids);
        var builder = HttpFront.listen("127.0.0.1", port);
        McpWires.install(
                builder,
                core,
                new Anonymous(),
                Admission.ALL,
                ProtectedResource.WITHOUT_ISSUERS,
                _ -> true);
        return builder.start();
    }

    private static void subscribable(ObjectNode handshakeCapabilities) {
        handshakeCapabilities.putObject("resources").put("subscribe", true);
    }

    private static final class Anonymous extends HttpFilter {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            RequestPrincipal.set(
                    request,
                    new Principal(
                            "client:anonymous", Principal.Kind.AGENT, Optional.empty(), Set.of()));
            chain.doFilter(request, response);
        }
    }
}
