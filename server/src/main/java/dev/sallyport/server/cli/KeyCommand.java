package dev.sallyport.server.cli;

import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.server.Keys;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys.Creation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport key`: the gate's own API keys.
@Command(
        name = "key",
        description = "API keys: create, list, revoke. Only a hash of each is kept.",
        mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {

    private KeyCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new KeyCommand())
                .addSubcommand(new Create())
                .addSubcommand(new ListKeys())
                .addSubcommand(new Revoke());
    }

    @Override
    public void run() {
        throw CliException.usage("name one of create, list, revoke; see `sallyport key --help`");
    }

    @Command(
            name = "create",
            description = "Makes a key and prints its token, once.",
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {

        @Parameters(
                paramLabel = "NAME",
                description = "The principal is client:NAME, with --human user:NAME.")
        private String name = "";

        @Option(
                names = "--group",
                paramLabel = "G",
                description = "A group the principal is in; repeatable.")
        private List<String> groups = List.of();

        @Option(
                names = "--human",
                description = "A person holds this key. Only humans can approve.")
        private boolean human;

        @Option(
                names = "--expires",
                paramLabel = "90d",
                description = "How long it works; for ever when absent.")
        private @Nullable String expires;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin private ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            var lasts = lasts();
            var configuration = config.read();
            return Opening.explained(() -> {
                try (var keys = Keys.open(configuration)) {
                    return switch (keys.create(name, new TreeSet<>(groups), human, lasts)) {
                        case Creation.Refused(var message) -> throw CliException.negative(message);
                        case Creation.Created created -> {
                            print(created);
                            yield 0;
                        }
                    };
                }
            });
        }

        private Optional<Duration> lasts() {
            if (expires == null) {
                return Optional.empty();
            }
            var duration = Amounts.parseDuration(expires);
            if (duration.isEmpty() || duration.get().isZero()) {
                throw CliException.usage(
                        "--expires takes a duration such as `90d`, not `" + expires + "`");
            }
            return duration;
        }

        private void print(Creation.Created created) {
            if (json) {
                var line = JsonNodeFactory.instance.objectNode();
                line.put("token", created.token());
                line.put("principal", created.principal().subject());
                config.out().println(line);
            } else {
                config.out().println(created.token());
                config.err()
                        .println(
                                "This is the token of "
                                        + created.principal().subject()
                                        + ". It is shown this once and kept nowhere.");
            }
        }
    }

    @Command(
            name = "list",
            description = "Lists keys, without their tokens.",
            mixinStandardHelpOptions = true)
    static final class ListKeys implements Callable<Integer> {

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin private ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            var configuration = config.read();
            var keys =
                    Opening.explained(() -> {
                        try (var opened = Keys.open(configuration)) {
                            return opened.list();
                        }
                    });
            if (json) {
                var list = JsonNodeFactory.instance.arrayNode();
                for (var key : keys) {
                    var item = list.addObject();
                    item.put("principal", key.principal().subject());
                    key.principal().groups().stream()
                            .sorted()
                            .forEach(item.putArray("groups")::add);
                    item.put("created", key.created().toString());
                    key.expires().ifPresent(at -> item.put("expires", at.toString()));
                    item.put("state", state(key));
                }
                config.out().println(list);
            } else if (keys.isEmpty()) {
                config.out().println("No keys.");
            } else {
                keys.forEach(key ->
                        config.out()
                                .println(
                                        key.principal().subject()
                                                + "  "
                                                + state(key)
                                                + "  groups "
                                                + new TreeSet<>(key.principal().groups())
                                                + "  created "
                                                + key.created()
                                                + key.expires()
                                                        .map(at -> "  expires " + at)
                                                        .orElse("")));
            }
            return 0;
        }

        private static String state(ApiKey key) {
            if (key.revoked().isPresent()) {
                return "revoked";
            }
            return key.works(Instant.now()) ? "works" : "expired";
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a key, from the next request on.",
            mixinStandardHelpOptions = true)
    static final class Revoke implements Callable<Integer> {

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Mixin private ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            var configuration = config.read();
            boolean revoked =
                    Opening.explained(() -> {
                        try (var keys = Keys.open(configuration)) {
                            return keys.revoke(name);
                        }
                    });
            if (!revoked) {
                throw CliException.negative("no working key is named `" + name + "`");
            }
            config.out().println("Revoked.");
            return 0;
        }
    }
}
