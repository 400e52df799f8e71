package dev.sallyport.server.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root command `sallyport`.
@Command(
        name = "sallyport",
        description = "The guarded gate between AI agents and infrastructure.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
public final class Cli implements Runnable {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show what lies behind an error, stack traces included.")
    private boolean verbose;

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    private Cli() {}

    /// The command line with the gate's own commands; a distribution may add others.
    public static CommandLine commandLine() {
        return commandLine(Surroundings.ofThisProcess());
    }

    static CommandLine commandLine(Surroundings surroundings) {
        var root = new Cli();
        var commands =
                new CommandLine(root)
                        .addSubcommand(new ServeCommand())
                        .addSubcommand(new StdioCommand())
                        .addSubcommand(PolicyCommand.commandLine())
                        .addSubcommand(ApprovalsCommand.commandLine(surroundings))
                        .addSubcommand(AuditCommand.commandLine())
                        .addSubcommand(KeyCommand.commandLine())
                        .addSubcommand(new SchemaCommand())
                        .addSubcommand(new DoctorCommand());
        commands.setExecutionExceptionHandler((fault, at, _) -> root.explain(fault, at));
        commands.setParameterExceptionHandler((fault, _) -> {
            var at = fault.getCommandLine();
            var err = VisibleWriter.over(at.getErr());
            err.println("sallyport: " + lowerFirst(fault.getMessage()));
            err.println("Try `" + at.getCommandSpec().qualifiedName() + " --help`.");
            return 2;
        });
        return commands;
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        throw CliException.usage("name a command");
    }

    private int explain(Exception fault, CommandLine at) {
        int exitCode = fault instanceof CliException expected ? expected.exitCode() : 2;
        var err = VisibleWriter.over(at.getErr());
        if (fault instanceof CliException) {
            err.println("sallyport: " + fault.getMessage());
        } else {
            err.println(
                    "sallyport: the command failed unexpectedly ("
                            + fault.getClass().getSimpleName()
                            + "); --verbose shows more");
        }
        if (verbose) {
            fault.printStackTrace(err);
        }
        LoggerFactory.getLogger(Cli.class).debug("command failed", fault);
        return exitCode;
    }

    private static String lowerFirst(@Nullable String text) {
        return text == null || text.isEmpty()
                ? "bad usage"
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sallyport " + dev.sallyport.server.Version.TEXT};
        }
    }
}
