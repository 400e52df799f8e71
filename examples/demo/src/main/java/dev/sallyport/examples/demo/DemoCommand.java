package dev.sallyport.examples.demo;

import dev.sallyport.server.cli.CliException;
import dev.sallyport.server.cli.Ending;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sallyport demo`: everything embedded and seeded, until Ctrl-C.
@Command(
        name = "demo",
        description = {
            "Runs a gate with everything it needs on this machine.",
            "A real PostgreSQL, a real git repository, and a stand-in Kubernetes API (or, with --kubernetes, the",
            "cluster that KUBECONFIG names)."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The gate's port on 127.0.0.1; 8640, or any free one when that is taken.")
    private @Nullable Integer port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where everything is kept; a fresh temporary directory.")
    private @Nullable Path directory;

    @Option(
            names = "--kubernetes",
            description = "Use the cluster of KUBECONFIG in place of the stand-in.")
    private boolean kubernetes;

    @Option(names = "--json", description = "Print one line of JSON when ready.")
    private boolean json;

    @Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var ending = new CountDownLatch(1);
        Ending.onSignal(ending::countDown);
        var home = home();
        err.println(
                "sallyport: starting PostgreSQL, git and the stand-in Kubernetes API in " + home);
        err.flush();
        try (var demo = Demo.start(home, DemoPort.choose(port), kubernetes)) {
            if (json) {
                out.println(demo.json());
            } else {
                explain(demo, out);
            }
            out.flush();
            ending.await();
        }
        return 0;
    }

    private Path home() {
        try {
            if (directory == null) {
                return Files.createTempDirectory("sallyport-demo");
            }
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw CliException.usage("the directory `" + directory + "` cannot be made", e);
        }
    }

    private static void explain(Demo demo, PrintWriter out) {
        out.println();
        out.println("The gate is open. Everything it keeps is in " + demo.home());
        out.println();
        out.println("  MCP (streamable HTTP)  " + demo.url() + "/mcp");
        out.println("  MCP (HTTP+SSE)         " + demo.url() + "/sse");
        out.println(
                "  MCP (stdio)            SALLYPORT_TOKEN=… ./sallyport stdio --config "
                        + demo.config());
        out.println("  git                    " + demo.url() + "/git/shop.git");
        out.println("  console                " + demo.url() + "/");
        out.println();
        out.println("Tokens:");
        demo.tokens().forEach((name, token) -> out.println(row(name, token)));
        out.println();
        out.println(
                "Look at it in a browser. Each link signs in once, within 15 minutes; later paste the token of a human:");
        demo.links().forEach((name, link) -> out.println(row(name, link.toString())));
        out.println();
        out.println("Call a tool as an agent:");
        out.println(
                "  npx -y @modelcontextprotocol/inspector --cli "
                        + demo.url()
                        + "/mcp --transport http \\");
        out.println(
                "    --header \"Authorization: Bearer " + demo.tokens().get("developer") + "\" \\");
        out.println(
                "    --method tools/call --tool-name query_database --tool-arg database=shop \\");
        out.println(
                "    --tool-arg 'sql=select name, email, card_number from shop.customers limit 3'");
        out.println();
        out.println("Decide on held calls, from another terminal:");
        out.println(
                "  export SALLYPORT_URL="
                        + demo.url()
                        + " SALLYPORT_TOKEN="
                        + demo.tokens().get("approver"));
        out.println("  ./sallyport approvals list");
        out.println();
        out.println("Check the record:");
        out.println("  ./sallyport audit verify --dir " + demo.audit());
        out.println();
        out.println("Change who may do what: " + demo.policy() + " goes live within a second.");
        out.println("Ctrl-C ends everything.");
    }

    private static String row(String name, String value) {
        return "  " + name + " ".repeat(Math.max(1, 11 - name.length())) + value;
    }
}
