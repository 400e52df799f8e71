package dev.sallyport.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sallyport serve`: a gate until the process is told to end.
@Command(
        name = "serve",
        description = "Runs the gate over HTTP: MCP at /mcp and /sse, the API at /api.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        var configuration = config.read();
        config.err().print(configuration.describe());
        try (var gate = Opening.gate(configuration);
                var server = Opening.server(gate)) {
            config.err()
                    .println("sallyport: listening on " + server.address() + "; Ctrl-C ends it");
            Ending.await();
        }
        return 0;
    }
}
