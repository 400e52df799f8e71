package dev.sallyport.server.config;

import dev.sallyport.policy.TargetLabels;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// All of `sallyport.yaml`. Prints with secrets hidden.
///
/// @param file where it was read from; relative paths in it start from that file's directory
/// @param policy the role map's file
public record Configuration(
        Path file,
        Server server,
        Identity identity,
        List<Database> databases,
        List<Repository> repositories,
        List<Cluster> clusters,
        Path policy,
        Approvals approvals,
        Audit audit,
        State state) {

    public Configuration {
        databases = List.copyOf(databases);
        repositories = List.copyOf(repositories);
        clusters = List.copyOf(clusters);
    }

    /// All settings in force, defaults included, a line each, as they stand in the file; without the secrets.
    public String describe() {
        return ConfigurationText.of(this);
    }

    /// Where the gate keeps what it can make again, mirrors of repositories for one: beside the signing key.
    public Path workDirectory() {
        return audit.key().resolveSibling("work");
    }

    /// The secret behind the `token` mask: beside the signing key.
    public Path tokenKey() {
        return audit.key().resolveSibling("token-key");
    }

    /// @param host an address of this machine
    /// @param port 0 for any free one
    /// @param publicUrl how clients reach the gate, where that differs from the listen address
    /// @param tls empty where the listener speaks plain HTTP
    public record Server(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls) {

        /// Whether nobody can read along on the way from a browser, as far as the configuration tells.
        public boolean isPrivate() {
            return publicUrl
                    .map(url -> "https".equals(url.getScheme()) || IdentityUrls.isLoopback(url))
                    .orElse(tls.isPresent() || listensOnLoopback());
        }

        /// Whether nobody from another machine can reach the listener itself.
        public boolean listensOnLoopback() {
            return !host.equals("0.0.0.0")
                    && !host.equals("::")
                    && IdentityUrls.isLoopback(localUrl());
        }

        /// Whether requests for any address of this machine come to the listener.
        public boolean listensOnEveryAddress() {
            try {
                return InetAddress.getByName(host).isAnyLocalAddress();
            } catch (UnknownHostException e) {
                return true;
            }
        }

        /// The URL under which processes on this machine reach the gate.
        public URI localUrl() {
            var address = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "[::1]" : host;
            return URI.create(
                    (tls.isPresent() ? "https://" : "http://")
                            + (address.contains(":") && !address.startsWith("[")
                                    ? "[" + address + "]"
                                    : address)
                            + ":"
                            + port);
        }
    }

    /// @param url a JDBC URL without credentials
    /// @param functions what statements may call beyond the product's own list
    /// @param labels by which rules of the role map may speak of the database
    public record Database(
            String name,
            String url,
            String username,
            Secret password,
            Set<String> functions,
            SortedMap<String, String> labels) {}

    /// @param url http or https, without credentials
    /// @param labels by which rules of the role map may speak of the repository
    public record Repository(
            String name,
            String url,
            Optional<String> username,
            Optional<Secret> password,
            SortedMap<String, String> labels) {}

    /// @param kubeconfig a kubeconfig file
    /// @param labels by which rules of the role map may speak of the cluster
    public record Cluster(
            String name,
            Path kubeconfig,
            Optional<String> context,
            SortedMap<String, String> labels) {}

    /// The labels of every target, as rules of the role map see them.
    public TargetLabels targetLabels() {
        var byPlace = new TreeMap<String, SortedMap<String, SortedMap<String, String>>>();
        var ofDatabases = new TreeMap<String, SortedMap<String, String>>();
        databases.forEach(database -> ofDatabases.put(database.name(), database.labels()));
        byPlace.put("database", ofDatabases);
        var ofRepositories = new TreeMap<String, SortedMap<String, String>>();
        repositories.forEach(one -> ofRepositories.put(one.name(), one.labels()));
        byPlace.put("repository", ofRepositories);
        var ofClusters = new TreeMap<String, SortedMap<String, String>>();
        clusters.forEach(cluster -> ofClusters.put(cluster.name(), cluster.labels()));
        byPlace.put("cluster", ofClusters);
        return new TargetLabels(byPlace);
    }

    /// @param pendingExpires how long a held call waits for its approvers, 1 minute to 7 days
    /// @param executionExpires how long after the last approval it may start, 10 seconds to 24 hours
    /// @param retention how long requests are kept after they ended, 1 to 3650 days
    /// @param freshSignIn how old the sign-in may be of a human who approves what is of high risk, 1 minute to 1 hour
    /// @param notifications who hears of held calls
    public record Approvals(
            Duration pendingExpires,
            Duration executionExpires,
            Duration retention,
            Duration freshSignIn,
            List<Notify> notifications) {
        public Approvals {
            notifications = List.copyOf(notifications);
        }
    }

    /// @param directory of the log
    /// @param key file of the private key that signs checkpoints, outside the directory
    /// @param checkpointEvery at most this long between checkpoints while there are new records, 100 ms to 1 hour
    /// @param checkpointStore where the newest checkpoint is kept apart from the log
    /// @param bodies whether arguments, views and replies are kept beside the log, encrypted
    /// @param exports where copies of the record go
    /// @param witnessing who cosigns its checkpoints
    public record Audit(
            Path directory,
            Path key,
            Duration checkpointEvery,
            CheckpointPlace checkpointStore,
            boolean bodies,
            List<Export> exports,
            Witnessing witnessing) {
        public Audit {
            exports = List.copyOf(exports);
        }

        /// Where the last signed checkpoint is kept a second time: beside the key, apart from the log.
        public Path checkpointCopy() {
            return key.resolveSibling(key.getFileName() + ".checkpoint");
        }
    }

    /// The second place of the newest signed checkpoint.
    public enum CheckpointPlace {
        /// A file beside the signing key.
        FILE,
        /// The state database, and the file too.
        STATE
    }

    /// @param url a JDBC URL: `jdbc:sqlite:PATH` or `jdbc:postgresql://…`
    public record State(String url, Optional<String> username, Optional<Secret> password) {

        /// Whether it is a file of this machine.
        public boolean isFile() {
            return url.startsWith("jdbc:sqlite:");
        }
    }
}
