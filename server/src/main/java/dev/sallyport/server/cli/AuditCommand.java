package dev.sallyport.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `sallyport audit`: what the record says, and whether it is what was written. Needs nothing but the log's
/// directory.
@Command(
        name = "audit",
        description =
                "The record: verify it, search it, replay sessions, copy it elsewhere, prove it to others, erase bodies.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {

    private AuditCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand())
                .addSubcommand(new AuditListCommand())
                .addSubcommand(new AuditShowCommand())
                .addSubcommand(new AuditReplayCommand())
                .addSubcommand(new AuditEraseCommand())
                .addSubcommand(new AuditExportCommand())
                .addSubcommand(AuditKeysCommand.commandLine())
                .addSubcommand(new AuditIndexCommand())
                .addSubcommand(new AuditAdoptCommand())
                .addSubcommand(
                        new CommandLine(new AuditProofCommand())
                                .addSubcommand(new AuditProofCheckCommand()))
                .addSubcommand(
                        new CommandLine(new AuditBundleCommand())
                                .addSubcommand(new AuditBundleCheckCommand()));
    }

    @Override
    public void run() {
        throw CliException.usage(
                "name one of verify, list, show, replay, export, bundle, proof, erase, index, keys, adopt; see `sallyport audit --help`");
    }
}
