package dev.sallyport.server.config;

import dev.sallyport.policy.Glob;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

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
        server.tls().ifPresent(this::tls);
        for (var issuer : configuration.identity().issuers()) {
            issuer("identity.issuers[" + issuer.issuer() + "]", issuer);
        }
        configuration.identity().console().ifPresent(this::console);
        configuration
                .identity()
                .certificates()
                .ifPresent(certificates -> {
                    var key = "identity.certificates";
                    line(key + ".name", certificates.name().name().toLowerCase(Locale.ROOT));
                    line(key + ".prefix", certificates.prefix());
                });
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
        line("approvals.retention", duration(configuration.approvals().retention()));
        line("approvals.fresh_sign_in", duration(configuration.approvals().freshSignIn()));
        for (var notify : configuration.approvals().notifications()) {
            line(
                    "approvals.notify." + notify.name(),
                    sorted(
                            notify.events().stream()
                                    .map(event -> event.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.toSet())));
            if (!notify.roles().isEmpty()) {
                line("approvals.notify." + notify.name() + ".roles", sorted(notify.roles()));
            }
        }
        line("audit.directory", configuration.audit().directory());
        line("audit.key", configuration.audit().key());
        line("audit.checkpoint_every", duration(configuration.audit().checkpointEvery()));
        line(
                "audit.checkpoint_store",
                configuration.audit().checkpointStore().name().toLowerCase(Locale.ROOT));
        line(
                "audit.bodies",
                configuration.audit().bodies()
                        ? ConfigurationReader.BODIES_ENCRYPTED
                        : ConfigurationReader.BODIES_NONE);
        for (var export : configuration.audit().exports()) {
            line("audit.export." + export.place(), export.format().name().toLowerCase(Locale.ROOT));
        }
        witnessing(configuration.audit().witnessing());
        line("state.url", configuration.state().url());
        line("state.username", configuration.state().username());
        line("state.password", configuration.state().password());
        return text.toString();
    }

    private void witnessing(Witnessing witnessing) {
        if (witnessing.witnesses().isEmpty()) {
            return;
        }
        for (var witness : witnessing.witnesses()) {
            line("audit.witnesses." + witness.key().name() + ".url", witness.url());
            line("audit.witnesses." + witness.key().name() + ".key", witness.key());
            witness.ca()
                    .ifPresent(ca -> line("audit.witnesses." + witness.key().name() + ".ca", ca));
        }
        line("audit." + WitnessingReader.QUORUM, witnessing.least());
        line("audit." + WitnessingReader.EVERY, duration(witnessing.every()));
        line("audit." + WitnessingReader.STALE_AFTER, duration(witnessing.staleAfter()));
    }

    private void tls(Tls tls) {
        line("server.tls.certificate", tls.certificate());
        line("server.tls.key", tls.key());
        tls.clients()
                .ifPresent(clients -> {
                    line("server.tls.client_ca", clients.ca());
                    line(
                            "server.tls.client_certificates",
                            clients.required() ? "required" : "optional");
                });
    }

    private void labels(String key, SortedMap<String, String> labels) {
        labels.forEach((label, value) -> line(key + ".labels." + label, value));
    }

    private void issuer(String key, Identity.Issuer issuer) {
        line(key + ".audience", sorted(issuer.audiences()));
        line(key + ".prefix", issuer.prefix());
        line(key + ".algorithms", sorted(issuer.algorithms()));
        line(key + ".jwks_url", issuer.jwksUrl());
        line(key + ".clock_skew", duration(issuer.clockSkew()));
        line(key + ".lifetime_max", duration(issuer.lifetimeMax()));
        line(key + ".groups_claim", String.join(".", issuer.claims().groups()));
        line(key + ".user_claim", issuer.claims().user());
        line(key + ".subjects", issuer.subjects().name().toLowerCase(Locale.ROOT));
        line(key + ".human_clients", sorted(issuer.humanClients()));
        issuer.scopes()
                .forEach((scope, tools) ->
                        line(
                                key + ".scopes." + scope,
                                tools.stream()
                                        .map(Glob::pattern)
                                        .collect(Collectors.joining(", "))));
        issuer.introspection()
                .ifPresent(to -> {
                    line(key + ".introspect", to.tokens().name().toLowerCase(Locale.ROOT));
                    line(key + ".introspection.url", to.url());
                    line(key + ".introspection.client_id", to.clientId());
                    line(key + ".introspection.client_secret", to.clientSecret());
                });
    }

    private void console(Identity.Console console) {
        var key = "identity.console";
        line(key + ".issuer", console.issuer().issuer());
        line(key + ".client_id", console.clientId());
        line(key + ".client_secret", console.clientSecret());
        line(key + ".groups_claim", String.join(".", console.groups()));
        line(key + ".scopes", String.join(", ", console.scopes()));
        line(key + ".idle", duration(console.idle()));
        line(key + ".absolute", duration(console.absolute()));
    }

    private static String sorted(Collection<String> texts) {
        return texts.stream().sorted().collect(Collectors.joining(", "));
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
