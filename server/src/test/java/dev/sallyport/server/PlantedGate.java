package dev.sallyport.server;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.examples.kubernetes.KubernetesStandin;
import dev.sallyport.examples.kubernetes.StandinOptions;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.ConfigurationException;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.ToolFamily;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A whole gate on a free port, before a real PostgreSQL, real git over HTTP, a stand-in cluster and a [NoteTool]. Everything that the
/// gate keeps is below `gate`; what is the targets' is elsewhere.
final class PlantedGate implements AutoCloseable {

    private static final String POLICY =
            """
            roles:
              agent:
                permit:
                  - { tools: [write_note], on: { notebook: shared } }
                  - { tools: [query_database, describe_database], on: { database: shop, schema: shop } }
                  - { tools: [modify_database], on: { database: shop, schema: shop }, statements: [insert, update] }
                  - { tools: [read_repository], on: { repository: shop } }
                  - { tools: [push_branch], on: { repository: shop, branch: "agent/*" } }
                  - { tools: [read_cluster, apply_manifest, delete_resource], on: { cluster: dev, namespace: sandbox } }
                hold:
                  - { tools: [write_note], on: { notebook: guarded }, approvers: { role: editor, quorum: 1, break_glass: oncall } }
                  - { tools: [modify_database], on: { database: shop, schema: shop }, statements: [delete], approvers: { role: editor, quorum: 1 } }
                  - { tools: [push_branch], on: { repository: shop, branch: "held/*" }, approvers: { role: editor, quorum: 1 } }
                  - { tools: [apply_manifest], on: { cluster: dev, namespace: prod }, approvers: { role: editor, quorum: 1 } }
              editor: { console: [approve] }
              oncall: { console: [approve] }
              auditor: { console: [audit] }
            bindings:
              - { role: agent, to: ["group:agents"] }
              - { role: editor, to: ["user:ana", "user:ben"] }
              - { role: oncall, to: ["user:ben"] }
              - { role: auditor, to: ["user:eve"] }
            """;

    final NoteTool notes = new NoteTool();
    final Path home;
    final Gate gate;
    private final String database;
    private final GitUpstream upstream;
    private final KubernetesStandin cluster;
    private final GateServer server;

    PlantedGate(Path directory) throws IOException, SQLException {
        home = Files.createDirectories(directory.resolve("gate"));
        database = TestDatabase.POSTGRESQL.fresh(directory);
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    drop schema if exists shop cascade;
                    create schema shop;
                    create table shop.notes (id int primary key, note text, password text);
                    create table shop.taken (name text unique, id int check (id > 0));
                    """);
        }
        upstream = GitUpstream.start(directory.resolve("upstream"));
        ShopProject.seed(upstream.repository("shop"));
        cluster = KubernetesStandin.start(StandinOptions.defaults());
        cluster.writeKubeconfig(home.resolve("kubeconfig"));
        Files.writeString(home.resolve("policy.yaml"), POLICY);
        Files.writeString(home.resolve("password"), "postgres");
        gate =
                Gate.open(
                        configuration(),
                        (configuration, clock, random) -> {
                            var real = Targets.open(configuration, clock, random);
                            var families = new ArrayList<ToolFamily>(real.families());
                            families.add(notes);
                            return new Targets(families, real.gitDoor());
                        });
        server = GateServer.start(gate);
    }

    private Configuration configuration() throws IOException {
        var file =
                Files.writeString(
                        home.resolve("sallyport.yaml"),
                        """
                        server: { listen: "127.0.0.1:0" }
                        databases:
                          shop: { url: "%s", username: postgres, password: "${file:password}" }
                        repositories:
                          shop: { url: "%s" }
                        clusters:
                          dev: { kubeconfig: kubeconfig }
                        policy: policy.yaml
                        audit:
                          directory: audit
                          key: keys/audit-key
                          checkpoint_every: 200ms
                          export:
                            - { file: copy.ocsf }
                            - { file: copy.json, format: json }
                        state: { url: "jdbc:sqlite:state.db" }
                        """
                                .formatted(database.replaceAll("\\?.*", ""), upstream.url("shop")));
        try {
            return ConfigurationReader.read(file, Map.of());
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    /// To the database itself, past the gate.
    Connection connection() throws SQLException {
        return DriverManager.getConnection(database);
    }

    GitUpstream upstream() {
        return upstream;
    }

    URI url() {
        return server.address();
    }

    String agent(String name) {
        return token(name, Set.of("agents"), false);
    }

    String human(String name) {
        return token(name, Set.of(), true);
    }

    private String token(String name, Set<String> groups, boolean human) {
        return switch (gate.keys().create(name, groups, human, Optional.empty())) {
            case Creation.Created created -> created.token();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    Path log() {
        return home.resolve("audit");
    }

    Path bodyKeys() {
        return home.resolve("keys/audit-key.bodies");
    }

    /// Ends the gate; its targets stay.
    void stop() {
        server.close();
        gate.close();
    }

    @Override
    public void close() {
        cluster.close();
        upstream.close();
    }
}
