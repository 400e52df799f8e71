package dev.sallyport.server.cli;

import dev.sallyport.server.FirstSignIn;
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
            tellFirstSignIn(server.firstSignIn());
            Ending.await();
        }
        return 0;
    }

    /// On standard error alone; the link is a secret until it is used.
    private void tellFirstSignIn(FirstSignIn first) {
        switch (first) {
            case FirstSignIn.NotNeeded() -> {
                // Humans have their way in.
            }
            case FirstSignIn.Link(var subject, var link) -> {
                config.err()
                        .println(
                                "sallyport: no human has a key yet; this link signs in "
                                        + subject
                                        + " to the console, once, within 15 minutes:");
                config.err().println("  " + link);
            }
            case FirstSignIn.InTheClear() ->
                    config.err()
                            .println(
                                    "sallyport: humans cannot sign in to the console: browsers would reach this"
                                            + " gate in the clear; set `server.tls`, or `server.public_url` to the"
                                            + " https address of the proxy before it");
            case FirstSignIn.NobodyBound() ->
                    config.err()
                            .println(
                                    "sallyport: no human can sign in to the console yet; bind a role with"
                                            + " `console: [approve, audit, administer]` to `user:NAME` in the role"
                                            + " map, and make a key with `sallyport key create NAME --human`");
        }
        config.err().flush();
    }
}
