package dev.sallyport.server.cli;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.Tls;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.mcp.McpCore;
import dev.sallyport.server.mcp.StdioWire;
import dev.sallyport.server.mcp.TaskCancellation;
import dev.sallyport.server.relay.RunningGate;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sallyport stdio`: MCP for one caller over standard input and output. Joins the gate of this configuration
/// if it runs, else is that gate itself.
@Command(
        name = "stdio",
        description =
                "Serves MCP over stdio, as a client starts it; who calls is told by SALLYPORT_TOKEN.",
        footer = {
            "",
            "If a gate of this configuration runs already, its calls go there; else this process is the gate, and"
                    + " listens for approvers as `serve` does."
        },
        mixinStandardHelpOptions = true)
final class StdioCommand implements Callable<Integer> {

    private static final int CONNECT_MILLIS = 2_000;

    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws IOException {
        var token =
                Optional.ofNullable(System.getenv("SALLYPORT_TOKEN")).map(String::strip).orElse("");
        if (token.isEmpty()) {
            throw CliException.usage("set SALLYPORT_TOKEN to the caller's token");
        }
        var configuration = config.read();
        var server = configuration.server();
        var running = RunningGate.at(server.localUrl(), token, server.tls().map(Tls::certificate));
        if (running.isEmpty()
                && server.tls().flatMap(Tls::clients).filter(Tls.Clients::required).isPresent()
                && listens(server.localUrl())) {
            throw CliException.usage(
                    "a gate runs at "
                            + server.localUrl()
                            + " and wants a client certificate (`server.tls.client_certificates: required`), which"
                            + " stdio has none of; let the agent connect there itself, or write `optional`");
        }
        if (running.isPresent()) {
            join(running.get());
        } else {
            serve(configuration, token);
        }
        return 0;
    }

    private static boolean listens(URI address) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void join(RunningGate gate) throws IOException {
        if (!gate.knowsCaller()) {
            throw unknownToken();
        }
        // Who this really is, is found by the gate on every call.
        var caller =
                new Principal("client:stdio", Principal.Kind.AGENT, Optional.empty(), Set.of());
        run(GateServer.core(gate, TaskCancellation.IGNORED), caller);
    }

    private static void serve(Configuration configuration, String token) throws IOException {
        try (var gate = Opening.gate(configuration);
                var _ = Opening.server(gate)) {
            switch (gate.authenticator().authenticate(token)) {
                case Authentication.Refused(_) -> throw unknownToken();
                case Authentication.Unavailable(var reason) ->
                        throw CliException.negative("who calls cannot be checked: " + reason);
                case Authentication.Known(var principal, _) -> {
                    var tools = new TokenCheckedGate(gate.tools(), gate.authenticator(), token);
                    run(GateServer.core(tools, gate.taskCancellation()), principal);
                }
            }
        }
    }

    private static CliException unknownToken() {
        return CliException.negative(
                "the gate does not know this SALLYPORT_TOKEN; it may have expired or been revoked");
    }

    /// Straight from the descriptors: nothing else may ever write to standard output here.
    private static void run(McpCore core, Principal principal) throws IOException {
        try (var in = new FileInputStream(FileDescriptor.in);
                var out = new FileOutputStream(FileDescriptor.out)) {
            StdioWire.run(core, principal, in, out);
        }
    }
}
