package dev.sallyport.server.cli;

import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.server.Keys;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys.Creation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        description = "API keys: create, list, rotate, revoke. Only a hash of each is kept.",
        mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {

    private KeyCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new KeyCommand())
                .addSubcommand(new Create())
                .addSubcommand(new ListKeys())
                .addSubcommand(new Rotate())
                .addSubcommand(new Revoke());
    }

    @Override
    public void run() {
        throw CliException.usage(
                "name one of create, list, rotate, revoke; see `sallyport key --help`");
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
                names = "--role",
                paramLabel = "R",
                description =
                        "The only role the key may use, of those its principal has; repeatable. All of them when"
                                + " absent.")
        private List<String> roles = List.of();

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
            var lasts = lasts("--expires", expires);
            var confinedTo =
                    Optional.<Set<String>>of(new TreeSet<>(roles)).filter(r -> !r.isEmpty());
            var configuration = config.read();
            var creation =
                    Opening.explained(() -> {
                        try (var keys = Keys.open(configuration)) {
                            return keys.create(
                                    name, new TreeSet<>(groups), human, confinedTo, lasts);
                        }
                    });
            print(creation, json, config);
            return 0;
        }
    }

    private static Optional<Duration> lasts(String option, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        var duration = Amounts.parseDuration(text);
        if (duration.isEmpty() || duration.get().isZero()) {
            throw CliException.usage(
                    option + " takes a duration such as `90d`, not `" + text + "`");
        }
        return duration;
    }

    private static void print(Creation creation, boolean json, ConfigOption config) {
        switch (creation) {
            case Creation.Refused(var message) -> throw CliException.negative(message);
            case Creation.Created created when json -> {
                var line = JsonNodeFactory.instance.objectNode();
                line.put("token", created.token());
                line.put("principal", created.principal().subject());
                config.out().println(AsciiJson.of(line));
            }
            case Creation.Created created -> {
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
                    key.principal()
                            .confinedTo()
                            .ifPresent(roles -> roles.forEach(item.putArray("roles")::add));
                    item.put("created", key.created().toString());
                    key.expires().ifPresent(at -> item.put("expires", at.toString()));
                    key.replaced().ifPresent(at -> item.put("replaced", at.toString()));
                    key.lastUsed().ifPresent(at -> item.put("last_used", at.toString()));
                    item.put("state", state(key));
                }
                config.out().println(AsciiJson.of(list));
            } else if (keys.isEmpty()) {
                config.out().println("No keys.");
            } else {
                keys.forEach(key -> config.out().println(line(key)));
            }
            return 0;
        }

        private static String line(ApiKey key) {
            var line = new StringBuilder(key.principal().subject());
            line.append("  ").append(state(key));
            line.append("  groups ").append(new TreeSet<>(key.principal().groups()));
            key.principal().confinedTo().ifPresent(roles -> line.append("  roles ").append(roles));
            line.append("  created ").append(key.created());
            key.expires().ifPresent(at -> line.append("  expires ").append(at));
            line.append("  last used ");
            line.append(key.lastUsed().map(Instant::toString).orElse("never"));
            return line.toString();
        }

        private static String state(ApiKey key) {
            if (key.revoked().isPresent()) {
                return "revoked";
            }
            if (!key.works(Instant.now())) {
                return key.replaced().isPresent() ? "replaced" : "expired";
            }
            return key.replaced().isPresent() ? "being replaced" : "works";
        }
    }

    @Command(
            name = "rotate",
            description =
                    "Makes a new key in place of a working one and prints its token, once. The old one works on for a"
                            + " while.",
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {

        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(
                names = "--overlap",
                paramLabel = "24h",
                defaultValue = "24h",
                description = "How long the old one still works; 24h. 0s ends it at once.")
        private String overlap = "24h";

        @Option(
                names = "--expires",
                paramLabel = "90d",
                description = "How long the new one works; as long as the old one was made for.")
        private @Nullable String expires;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin private ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            var lasts = lasts("--expires", expires);
            var both =
                    Amounts.parseDuration(overlap)
                            .orElseThrow(() ->
                                    CliException.usage(
                                            "--overlap takes a duration such as `24h`, not `"
                                                    + overlap
                                                    + "`"));
            var configuration = config.read();
            var creation =
                    Opening.explained(() -> {
                        try (var keys = Keys.open(configuration)) {
                            return keys.rotate(name, both, lasts);
                        }
                    });
            print(creation, json, config);
            return 0;
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a key and what it replaced, from the next request on.",
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
