package dev.sallyport.examples.demo;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.examples.kubernetes.KubernetesStandin;
import dev.sallyport.examples.kubernetes.StandinOptions;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.cli.CliException;
import dev.sallyport.server.cli.Opening;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.schema.ConfigurationSchema;
import dev.sallyport.server.schema.PolicySchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/// A running demo: three targets and a gate before them. Closing it ends everything it started.
final class Demo implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path home;
    private final String url;
    private final Map<String, String> tokens;
    private final GateServer server;

    /// Starts everything in one directory, or again on what an earlier run left there.
    static Demo start(Path home, int port, boolean realCluster) {
        return new Demo(home, port, realCluster);
    }

    private Demo(Path home, int port, boolean realCluster) {
        this.home = home;
        this.url = "http://127.0.0.1:" + port;
        try {
            opened(DemoLock.take(home));
            var secret = secret("database-password");
            var database = opened(DemoDatabase.start(home.resolve("postgresql"), secret));
            var upstream =
                    opened(GitUpstream.start(home.resolve("git"), "gate", secret("git-password")));
            ShopProject.seed(upstream.repository("shop"));
            cluster(realCluster);
            seed("policy.yaml");
            write(home.resolve("policy.schema.json"), PolicySchema.of(ToolWords.all()).toString());
            write(home.resolve("sallyport.schema.json"), ConfigurationSchema.of().toString());
            write(config(), configuration(port, database, upstream));
            var configuration = ConfigurationReader.read(config(), System.getenv());
            tokens =
                    Collections.unmodifiableMap(
                            DemoTokens.of(configuration, home.resolve("tokens.json")));
            Gate gate = opened(Opening.gate(configuration));
            server = opened(Opening.server(gate));
            if (server.port() != port) {
                throw new IllegalStateException(
                        "the gate listens on another port than it was told");
            }
        } catch (IOException e) {
            close();
            throw CliException.usage("the demo cannot write to " + home, e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private void cluster(boolean real) throws IOException {
        var kubeconfig = home.resolve("kubeconfig");
        if (!real) {
            opened(KubernetesStandin.start(StandinOptions.defaults())).writeKubeconfig(kubeconfig);
            return;
        }
        var given = System.getenv("KUBECONFIG");
        if (given == null || !Files.isReadable(Path.of(given))) {
            throw CliException.usage("--kubernetes needs KUBECONFIG to name a readable kubeconfig");
        }
        write(kubeconfig, Files.readString(Path.of(given)));
    }

    private static String configuration(int port, DemoDatabase database, GitUpstream upstream) {
        return """
        # yaml-language-server: $schema=sallyport.schema.json
        # The demo's gate, written anew at each start.
        server: { listen: "127.0.0.1:%d" }
        databases:
          shop: { url: "%s", username: gate, password: "${file:secrets/database-password}" }
        repositories:
          shop: { url: "%s", username: gate, password: "${file:secrets/git-password}" }
        clusters:
          dev: { kubeconfig: kubeconfig }
        policy: policy.yaml
        approvals: { pending_expires: 1h, execution_expires: 10m }
        audit: { directory: audit, key: secrets/audit-key, checkpoint_every: 1s }
        state: { url: "jdbc:sqlite:state.db" }
        """
                .formatted(port, database.jdbcUrl(), upstream.url("shop"));
    }

    /// A random secret, the same at every start on this directory.
    private String secret(String name) throws IOException {
        var file = home.resolve("secrets").resolve(name);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        Files.createDirectories(file.getParent());
        var bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        var text = HexFormat.of().formatHex(bytes);
        write(file, text);
        return text;
    }

    /// Copies a file of the demo, unless someone has changed or kept it.
    private void seed(String name) throws IOException {
        var file = home.resolve(name);
        if (Files.exists(file)) {
            return;
        }
        try (var stream = Demo.class.getResourceAsStream("/demo/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the demo lacks its " + name);
            }
            write(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// Readable for this user alone.
    static void write(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        }
        Files.writeString(file, text, StandardOpenOption.TRUNCATE_EXISTING);
    }

    Path home() {
        return home;
    }

    String url() {
        return url;
    }

    Path config() {
        return home.resolve("sallyport.yaml");
    }

    Path policy() {
        return home.resolve("policy.yaml");
    }

    Path audit() {
        return home.resolve("audit");
    }

    Map<String, String> tokens() {
        return tokens;
    }

    /// For each of the humans a new link that signs in to the console, once and within 15 minutes.
    Map<String, URI> links() {
        var links = new LinkedHashMap<String, URI>();
        for (var human : DemoTokens.HUMANS) {
            server.oneTimeLink(human).ifPresent(link -> links.put(human, link));
        }
        return links;
    }

    /// The one line of `--json`.
    String json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("mcp", url + "/mcp");
        json.put("sse", url + "/sse");
        json.put("console", url + "/");
        json.put("git", url + "/git/shop.git");
        var all = json.putObject("tokens");
        tokens.forEach(all::put);
        json.put("config", config().toString());
        json.put("audit", audit().toString());
        return json.toString();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new UncheckedIOException(
                        new IOException("a part of the demo did not end cleanly", e));
            }
        }
    }
}
