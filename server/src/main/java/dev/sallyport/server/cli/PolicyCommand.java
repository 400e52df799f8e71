package dev.sallyport.server.cli;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.rules.PolicyFile.Read;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport policy`: the role map, before it goes live.
@Command(
        name = "policy",
        description = "The role map: check it before it goes live.",
        mixinStandardHelpOptions = true)
final class PolicyCommand implements Runnable {

    private PolicyCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new Check())
                .addSubcommand(new PolicyReplayCommand())
                .addSubcommand(new PolicySuggestCommand());
    }

    @Override
    public void run() {
        throw CliException.usage(
                "name one of check, replay, suggest; see `sallyport policy --help`");
    }

    /// It is valid, and hardly what anyone wants to put in force.
    private static final String DENIES_EVERYTHING =
            "it denies everything: no role with a `permit` or `hold` is bound to anyone";

    @Command(
            name = "check",
            description = "Checks a role map and names every problem with file, line, key and fix.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Parameters(arity = "0..1", paramLabel = "FILE", description = "The role map.")
        private @Nullable Path file;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Check the role map this configuration names.")
        private @Nullable Path config;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Spec private CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public Integer call() {
            if (spec == null) {
                throw new IllegalStateException(
                        "picocli sets the specification before it runs a command");
            }
            var out = spec.commandLine().getOut();
            var checked = policyFile();
            var read = PolicyFile.read(checked, ToolWords.all(), TargetLabels.NONE);
            if (json) {
                var result = JsonNodeFactory.instance.objectNode();
                result.put("file", checked.toString());
                result.put("valid", read instanceof Read.Good);
                var problems = result.putArray("problems");
                var warnings = result.putArray("warnings");
                switch (read) {
                    case Read.Bad(var found) -> found.forEach(problems::add);
                    case Read.Good(var roleMap) -> {
                        if (roleMap.deniesEverything()) {
                            warnings.add(DENIES_EVERYTHING);
                        }
                    }
                }
                out.println(result);
            } else if (read instanceof Read.Good(var roleMap)) {
                out.println(checked + " is good; its digest is " + roleMap.digest());
                if (roleMap.deniesEverything()) {
                    spec.commandLine()
                            .getErr()
                            .println("warning: " + checked + ": " + DENIES_EVERYTHING);
                }
            }
            return switch (read) {
                case Read.Good _ -> 0;
                case Read.Bad(var problems) -> {
                    if (!json) {
                        problems.forEach(spec.commandLine().getErr()::println);
                    }
                    yield 1;
                }
            };
        }

        private Path policyFile() {
            if (file != null) {
                return file;
            }
            if (config == null) {
                throw CliException.usage("name a role map, or a configuration with --config");
            }
            try {
                return ConfigurationReader.read(config, System.getenv()).policy();
            } catch (ConfigurationException e) {
                throw CliException.usage("the configuration cannot be used:\n" + e.getMessage(), e);
            }
        }
    }
}
