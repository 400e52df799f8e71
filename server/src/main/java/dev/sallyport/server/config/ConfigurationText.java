package dev.sallyport.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/// A configuration for people to read: the keys of `sallyport.yaml` with the values in force.
final class ConfigurationText {

    private final StringBuilder text = new StringBuilder();

    private ConfigurationText() {}

    static String of(Configuration configuration) {
        return new ConfigurationText().all(configuration);
    }

    private String all(Configuration configuration) {
        text.append("configuration ").append(configuration.file()).append('\n');
        var server = configuration.server();
        line("server.listen", server.host() + ":" + server.port());
        line("server.public_url", server.publicUrl().map(URI::toString));
        for (var database : configuration.databases()) {
            var key = "databases." + database.name();
            line(key + ".url", database.url());
            line(key + ".username", database.username());
            line(key + ".password", database.password());
            labels(key, database.labels());
        }
        for (var repository : configuration.repositories()) {
            var key = "repositories." + repository.name();
            line(key + ".url", repository.url());
            line(key + ".username", repository.username());
            line(key + ".password", repository.password());
            labels(key, repository.labels());
        }
        for (var cluster : configuration.clusters()) {
            var key = "clusters." + cluster.name();
            line(key + ".kubeconfig", cluster.kubeconfig());
            line(key + ".context", cluster.context());
            labels(key, cluster.labels());
        }
        line("policy", configuration.policy());
        line("approvals.pending_expires", duration(configuration.approvals().pendingExpires()));
        line("approvals.execution_expires", duration(configuration.approvals().executionExpires()));
        line("audit.directory", configuration.audit().directory());
        line("audit.key", configuration.audit().key());
        line("audit.checkpoint_every", duration(configuration.audit().checkpointEvery()));
        line("state.url", configuration.state().url());
        line("state.username", configuration.state().username());
        line("state.password", configuration.state().password());
        return text.toString();
    }

    private void labels(String key, SortedMap<String, String> labels) {
        labels.forEach((label, value) -> line(key + ".labels." + label, value));
    }

    private void line(String key, Object value) {
        text.append("  ").append(key).append(": ").append(value).append('\n');
    }

    private void line(String key, Optional<?> value) {
        value.ifPresent(present -> line(key, present));
    }

    /// As it is written in the file: `1h`, `90s`, `250ms`.
    private static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
}
