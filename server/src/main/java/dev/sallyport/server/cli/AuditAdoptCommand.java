package dev.sallyport.server.cli;

import dev.sallyport.audit.Verification;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.LogUpkeep;
import dev.sallyport.server.LogUpkeep.Adopted;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sallyport audit adopt`: the way out where the checkpoint is gone from its second place.
@Command(
        name = "adopt",
        description = {
            "Takes a log over as it lies there, after its checkpoint was lost from its second place. The gate has to be"
                    + " stopped.",
            "Nobody can tell then whether the log went back in time before; so it is on record, and asks for the root"
                    + " hash of what you mean to take over. Without --root it says what lies there."
        },
        footer = {"", "Exit status: 0 taken over, 1 not taken over, 2 bad usage or unreadable."},
        mixinStandardHelpOptions = true)
final class AuditAdoptCommand implements Callable<Integer> {

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--root",
            paramLabel = "HASH",
            description =
                    "The root hash of the log, as `audit verify` prints it. Compare the log with what you know of it"
                            + " from elsewhere before you type it.")
    private String root = "";

    @Override
    public Integer call() {
        var configuration = config.read();
        return switch (Opening.explained(() -> adopt(configuration))) {
            case Adopted.Done(var log, var index) -> {
                config.out()
                        .println(
                                "Taken over: "
                                        + log.size()
                                        + " records of "
                                        + log.origin()
                                        + ". Record "
                                        + index
                                        + " says so.");
                yield 0;
            }
            case Adopted.NotLost() ->
                    throw CliException.negative(
                            "the checkpoint in the second place is there, and counts; nothing is taken over");
            case Adopted.NotSound(var found) -> refuse(found);
            case Adopted.NotMeant(var log) -> {
                config.err().println(Visible.line(log.headline()) + ", root " + log.root());
                if (log.unsigned() > 0) {
                    // Whoever can write to the directory can have written them.
                    config.err()
                            .println(
                                    log.unsigned()
                                            + " newer records are under no signature, so the root does not vouch for"
                                            + " them; taking the log over signs them, and says so on record");
                }
                throw CliException.negative(
                        root.isEmpty()
                                ? "if this is the log, and all of it, give that root with --root"
                                : "that is not its root; nothing is taken over");
            }
        };
    }

    private int refuse(Verification found) {
        config.err().println(Visible.line(found.headline()));
        throw CliException.negative("only a sound log is taken over");
    }

    private Adopted adopt(Configuration configuration) {
        try {
            return LogUpkeep.adopt(configuration, root);
        } catch (IOException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        }
    }
}
