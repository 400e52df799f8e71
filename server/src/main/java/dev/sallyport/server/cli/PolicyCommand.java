package dev.sallyport.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `sallyport policy`: the role map, before it goes live.
@Command(
        name = "policy",
        description = "The role map: check, test, explain and compare it before it goes live.",
        mixinStandardHelpOptions = true)
final class PolicyCommand implements Runnable {

    private PolicyCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicyCheckCommand())
                .addSubcommand(new PolicyTestCommand())
                .addSubcommand(new PolicyExplainCommand())
                .addSubcommand(new PolicyWhoCommand())
                .addSubcommand(new PolicyDiffCommand())
                .addSubcommand(new PolicyReportCommand())
                .addSubcommand(new PolicyReplayCommand())
                .addSubcommand(new PolicySuggestCommand());
    }

    @Override
    public void run() {
        throw CliException.usage(
                "name one of check, test, explain, who, diff, report, replay, suggest; see"
                        + " `sallyport policy --help`");
    }
}
