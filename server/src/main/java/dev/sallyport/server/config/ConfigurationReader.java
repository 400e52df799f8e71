package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.server.config.Configuration.Approvals;
import dev.sallyport.server.config.Configuration.Audit;
import dev.sallyport.server.config.Configuration.CheckpointPlace;
import dev.sallyport.server.config.Configuration.Server;
import dev.sallyport.server.config.Configuration.State;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `sallyport.yaml`. Belongs to one thread.
public final class ConfigurationReader {

    static final String BODIES_ENCRYPTED = "encrypted";
    static final String BODIES_NONE = "none";

    private static final String LISTEN_DEFAULT = "127.0.0.1:8640";
    private static final long FILE_BYTES_MAX = 1L << 20;

    private final Path file;
    private final Path directory;
    private final Targets targets;
    private final Secrets secrets;

    private ConfigurationReader(Path file, Map<String, String> environment) {
        this.file = file.toAbsolutePath().normalize();
        this.directory = Optional.ofNullable(this.file.getParent()).orElse(this.file);
        this.secrets = new Secrets(directory, environment);
        this.targets = new Targets(directory, secrets);
    }

    /// @param environment where `${env:NAME}` looks
    /// @throws ConfigurationException with every problem found
    public static Configuration read(Path file, Map<String, String> environment) {
        return new ConfigurationReader(file, environment).read();
    }

    private Configuration read() {
        var yaml = YamlFile.read(String.valueOf(file.getFileName()), text());
        var root =
                yaml.root()
                        .allow(
                                "server",
                                "identity",
                                "databases",
                                "repositories",
                                "clusters",
                                "services",
                                "mcp_servers",
                                "policy",
                                "approvals",
                                "audit",
                                "state");
        refuseUntilServed(root, "services");
        refuseUntilServed(root, "mcp_servers");
        var state = state(section(root, "state").allow("url", "username", "password"));
        var configuration =
                new Configuration(
                        file,
                        server(section(root, "server").allow("listen", "public_url", "tls")),
                        new IdentityReader(targets).read(section(root, "identity")),
                        targets.databases(section(root, "databases")),
                        targets.repositories(section(root, "repositories")),
                        targets.clusters(section(root, "clusters")),
                        root.require("policy")
                                .flatMap(YamlNode::text)
                                .flatMap(text -> existing(root, "policy", text))
                                .orElse(file),
                        approvals(
                                section(root, "approvals")
                                        .allow(
                                                "pending_expires",
                                                "execution_expires",
                                                "retention",
                                                "fresh_sign_in",
                                                "notify")),
                        audit(
                                section(root, "audit")
                                        .allow(
                                                "directory",
                                                "checkpoint_every",
                                                "checkpoint_store",
                                                "key",
                                                "bodies",
                                                "export",
                                                WitnessingReader.WITNESSES,
                                                WitnessingReader.QUORUM,
                                                WitnessingReader.EVERY,
                                                WitnessingReader.STALE_AFTER),
                                state),
                        state);
        ConsoleReader.checkPublicUrl(root, configuration.server(), configuration.identity());
        TlsReader.checkCertificates(root, configuration.server(), configuration.identity());
        var problems = yaml.problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems.stream().map(Problem::toString).toList());
        }
        return configuration;
    }

    private String text() {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException(
                        List.of(file + ": is larger than 1 MiB; is it the right file?"));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(List.of(file + ": is not UTF-8"));
        } catch (IOException e) {
            throw new ConfigurationException(
                    List.of(
                            file
                                    + ": cannot be read; name an existing file with --config, or try `sallyport demo`"));
        }
    }

    private static YamlMapping section(YamlMapping root, String key) {
        return root.mapping(key).orElseGet(() -> YamlFile.read("", "").root());
    }

    /// A setting that this release does not act on must not look as if it did.
    private static void refuseUntilServed(YamlMapping root, String key) {
        if (root.mapping(key).filter(section -> !section.isEmpty()).isEmpty()) {
            return;
        }
        root.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .forEach(entry ->
                        entry.problem(
                                "`" + key + "` is not served by this release",
                                Optional.of("remove it")));
    }

    private Server server(YamlMapping section) {
        var tls = section.mapping("tls").flatMap(new TlsReader(directory)::read);
        var listen = section.get("listen");
        var text = section.text("listen").orElse(LISTEN_DEFAULT);
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        int port = -1;
        try {
            port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (host.isEmpty() || port < 0 || port > 65_535) {
            listen.ifPresent(node ->
                    node.problem(
                            "`listen` must be an address and a port, not `" + text + "`",
                            "write `127.0.0.1:8640`"));
            return new Server("127.0.0.1", 0, Optional.empty(), tls);
        }
        var publicUrl =
                section.get("public_url")
                        .flatMap(node -> node.text().flatMap(url -> httpUrl(node, url)));
        return new Server(host, port, publicUrl, tls);
    }

    private static Optional<URI> httpUrl(YamlNode node, String text) {
        try {
            var uri = new URI(text);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Told below, as for any other text that is no URL.
        }
        node.problem(
                "`public_url` must be an http or https URL without credentials, not `"
                        + text
                        + "`");
        return Optional.empty();
    }

    private Approvals approvals(YamlMapping section) {
        return new Approvals(
                duration(
                        section,
                        "pending_expires",
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofDays(7)),
                duration(
                        section,
                        "execution_expires",
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        Duration.ofDays(1)),
                duration(
                        section,
                        "retention",
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(3650)),
                duration(
                        section,
                        "fresh_sign_in",
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1)),
                new NotifyReader(targets).read(section));
    }

    private Audit audit(YamlMapping section, State state) {
        var log = path(section, "directory", "data/audit");
        var key = path(section, "key", "data/audit-key");
        if (key.startsWith(log)) {
            section.get("key")
                    .ifPresent(node ->
                            node.problem(
                                    "`key` lies inside `directory`",
                                    "keep the signing key away from the log that it signs"));
        }
        return new Audit(
                log,
                key,
                duration(
                        section,
                        "checkpoint_every",
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofHours(1)),
                checkpointStore(section, state),
                bodies(section),
                new ExportReader(directory, targets).read(section, log),
                new WitnessingReader(directory).read(section));
    }

    /// Kept unless they are switched off.
    private static boolean bodies(YamlMapping section) {
        var given = section.text("bodies").orElse(BODIES_ENCRYPTED);
        if (!given.equals(BODIES_ENCRYPTED) && !given.equals(BODIES_NONE)) {
            section.get("bodies")
                    .ifPresent(node ->
                            node.problem(
                                    "`bodies` cannot be " + Quoted.of(given),
                                    "write `encrypted`, or `none` to keep neither arguments nor"
                                            + " replies"));
        }
        return !given.equals(BODIES_NONE);
    }

    /// Where the state is a server's, whoever can restore this machine's disk cannot restore that one too.
    private static CheckpointPlace checkpointStore(YamlMapping section, State state) {
        var text = section.text("checkpoint_store");
        var otherwise = state.isFile() ? CheckpointPlace.FILE : CheckpointPlace.STATE;
        return switch (text.orElse("")) {
            case "file" -> CheckpointPlace.FILE;
            case "state" -> CheckpointPlace.STATE;
            default -> {
                if (text.isPresent()) {
                    section.get("checkpoint_store")
                            .ifPresent(node ->
                                    node.problem(
                                            "`checkpoint_store` cannot be `" + text.get() + "`",
                                            "write `file` or `state`"));
                }
                yield otherwise;
            }
        };
    }

    private State state(YamlMapping section) {
        var url = section.text("url").orElse("jdbc:sqlite:data/state.db");
        if (url.startsWith("jdbc:sqlite:")) {
            var name = url.substring("jdbc:sqlite:".length());
            return new State(
                    "jdbc:sqlite:" + directory.resolve(name), Optional.empty(), Optional.empty());
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            section.get("url")
                    .ifPresent(node ->
                            node.problem(
                                    "`url` must start with `jdbc:sqlite:` or `jdbc:postgresql:`",
                                    "write `jdbc:sqlite:data/state.db`"));
        }
        if (url.contains("password=") || url.contains("user=")) {
            section.get("url")
                    .ifPresent(node ->
                            node.problem(
                                    "`url` holds credentials",
                                    "put them under `username` and `password`"));
        }
        return new State(url, section.text("username"), targets.secret(section, "password"));
    }

    static Duration duration(
            YamlMapping section, String key, Duration otherwise, Duration least, Duration most) {
        var given = section.duration(key);
        if (given.isPresent()
                && (given.get().compareTo(least) < 0 || given.get().compareTo(most) > 0)) {
            section.get(key)
                    .ifPresent(node ->
                            node.problem(
                                    "`"
                                            + key
                                            + "` must be from "
                                            + dev.sallyport.policy.yaml.Amounts.print(least)
                                            + " to "
                                            + dev.sallyport.policy.yaml.Amounts.print(most)));
        }
        return given.orElse(otherwise);
    }

    private Path path(YamlMapping section, String key, String otherwise) {
        var text = section.text(key).orElse(otherwise);
        try {
            return directory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            section.get(key)
                    .ifPresent(node -> node.problem("`" + key + "` is no path: `" + text + "`"));
            return directory.resolve(otherwise);
        }
    }

    private Optional<Path> existing(YamlMapping section, String key, String text) {
        var path = directory.resolve(text).normalize();
        if (Files.isReadable(path)) {
            return Optional.of(path);
        }
        section.get(key)
                .ifPresent(node ->
                        node.problem(
                                "`" + key + "` names `" + text + "`, which cannot be read",
                                "create the file; an empty one denies everything"));
        return Optional.empty();
    }
}
