package dev.sallyport.server.cli;

import dev.sallyport.audit.KeyRotation;
import dev.sallyport.audit.LogKeys;
import dev.sallyport.server.LogUpkeep;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport audit keys`: the keys that sign the log.
@Command(
        name = "keys",
        description = "The keys that sign the log: list them, change to a new one.",
        mixinStandardHelpOptions = true)
final class AuditKeysCommand implements Runnable {

    private AuditKeysCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new AuditKeysCommand())
                .addSubcommand(new ListKeys())
                .addSubcommand(new Rotate());
    }

    @Override
    public void run() {
        throw CliException.usage("name one of list, rotate; see `sallyport audit keys --help`");
    }

    @Command(
            name = "list",
            description = {
                "Lists the public keys that ever signed the log, the newest last, each with the size of the log from"
                        + " which on it signs.",
                "The list is a file for `audit proof check --key`, which then takes each key for its own time."
            },
            mixinStandardHelpOptions = true)
    static final class ListKeys implements Callable<Integer> {

        @Mixin private ChosenLog chosen = new ChosenLog();

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description =
                        "A public key of the log, got elsewhere: the list is refused when the log never had it, and"
                                + " each key after it was signed for by the one before.")
        private @Nullable Path key;

        @Mixin private Printer printer = new Printer();

        @Override
        public Integer call() {
            var keys = keys(chosen.get().directory());
            if (key != null && !keys.has(GivenFile.key(key))) {
                throw CliException.negative("the log never had the key in `" + key + "`");
            }
            if (printer.json()) {
                var list = JsonNodeFactory.instance.arrayNode();
                for (var each : keys.tenures()) {
                    list.addObject()
                            .put("from", each.from())
                            .put("key", each.key().toString())
                            .put("newest", each.key().equals(keys.last()));
                }
                printer.print(list);
            } else {
                printer.document().print(keys.text());
                printer.document().flush();
            }
            return 0;
        }

        private static LogKeys keys(Path log) {
            try {
                return LogKeys.read(log);
            } catch (IOException e) {
                throw CliException.usage(
                        "the keys of the log in `"
                                + log
                                + "` cannot be told: "
                                + e.getMessage()
                                + "; `sallyport audit verify` tells more",
                        e);
            }
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Gives the log another signing key. The gate has to be stopped.",
                "The change is on record; old and new key sign for it together, so whoever has the old public key can"
                        + " go on with that. The old private key is gone afterwards."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {

        @Mixin private ConfigOption config = new ConfigOption();

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            var configuration = config.read();
            var rotated = Opening.explained(() -> rotate(configuration));
            if (json) {
                config.out().println(AsciiJson.of(described(rotated)));
            } else {
                config.out().println(rotated.key().toString());
                config.err()
                        .println(
                                "This key signs "
                                        + rotated.key().name()
                                        + " from now on; record "
                                        + rotated.index()
                                        + " says so. Back up `"
                                        + configuration.audit().key()
                                        + "`, and give the public key to those who verify the log.");
            }
            return 0;
        }

        private static KeyRotation.Rotated rotate(Configuration configuration) {
            try {
                return LogUpkeep.rotateKey(configuration);
            } catch (IOException e) {
                throw CliException.usage(String.valueOf(e.getMessage()), e);
            }
        }

        private static String described(KeyRotation.Rotated rotated) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("origin", rotated.key().name())
                    .put("index", rotated.index())
                    .put("previous", rotated.previous().toString())
                    .put("key", rotated.key().toString())
                    .toString();
        }
    }
}
