package dev.sallyport.examples.identity;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.config.ConfigurationReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// A gate on a loopback port, with a realm of its own at the world's Keycloak and the world's database as its target.
final class RealmGate implements AutoCloseable {

    private static final String POLICY =
            """
            roles:
              reader:
                permit:
                  - { tools: [query_database, describe_database], on: { database: shop, schema: shop } }
              editor:
                includes: [reader]
                hold:
                  - description: "what changes the shop is looked at first"
                    tools: [modify_database]
                    on: { database: shop, schema: shop }
                    approvers: { role: operator, quorum: 1 }
              operator: { console: [approve] }
            bindings:
              - { role: editor, to: ["client:coding-agent", "group:agents"] }
              - { role: reader, to: ["group:analysts"] }
              - { role: operator, to: ["group:operators"] }
            """;

    private final Path directory;
    private final URI url;
    private final Realm realm;
    private final Gate gate;
    private final GateServer server;

    /// @param name of the realm
    /// @param directory for all that the gate writes
    RealmGate(World world, String name, Path directory) throws IOException {
        this(world, name, directory, "", POLICY);
    }

    /// One where so many operators must agree on a change.
    static RealmGate wanting(int quorum, World world, String name, Path directory)
            throws IOException {
        return new RealmGate(
                world, name, directory, "", POLICY.replace("quorum: 1", "quorum: " + quorum));
    }

    /// One that asks the provider about every token, beside the token's own proof.
    static RealmGate asking(World world, String name, Path directory) throws IOException {
        return new RealmGate(
                world,
                name,
                directory,
                """
                introspection: { client_id: gate, client_secret: "${env:GATE_SECRET}" }
                      introspect: always\
                """,
                POLICY);
    }

    /// @param more keys of the issuer, as YAML
    private RealmGate(World world, String name, Path directory, String more, String policy)
            throws IOException {
        this.directory = directory;
        int port = Keycloak.freePort();
        url = URI.create("http://127.0.0.1:" + port);
        realm = Realm.create(world.keycloak(), name, url);
        Files.writeString(directory.resolve("policy.yaml"), policy);
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, configuration(world, port, more));
        var secrets =
                Map.of(
                        "DATABASE_PASSWORD", World.DATABASE_PASSWORD,
                        "CONSOLE_SECRET", "console-secret",
                        "GATE_SECRET", "gate-secret");
        gate = Gate.open(ConfigurationReader.read(file, secrets));
        try {
            server = GateServer.start(gate);
        } catch (IOException | RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    private String configuration(World world, int port, String more) {
        return """
        server: { listen: "127.0.0.1:%1$d", public_url: "%2$s" }
        identity:
          issuers:
            - issuer: "%3$s"
              audience: "%4$s"
              user_claim: preferred_username
              human_clients: [sallyport-cli]
              %6$s
          console: { issuer: "%3$s", client_id: console, client_secret: "${env:CONSOLE_SECRET}" }
        databases:
          shop: { url: "jdbc:postgresql://127.0.0.1:%5$d/shop", username: gate, password: "${env:DATABASE_PASSWORD}" }
        policy: policy.yaml
        audit: { directory: audit, key: keys/audit-key }
        state: { url: "jdbc:sqlite:state.db" }
        """
                .formatted(
                        port,
                        url,
                        realm.issuer(),
                        Realm.audience(url),
                        world.postgres().getPort(),
                        more);
    }

    /// Without a slash at the end.
    URI url() {
        return url;
    }

    /// Whoever has this token.
    GateCalls as(String token) {
        return new GateCalls(url, token);
    }

    Realm realm() {
        return realm;
    }

    /// Makes every console session as old as if so much time had passed since it began, was used and was checked, and its
    /// human signed in: all that the gate knows of time is in these columns.
    void ageSessions(Duration since) {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("state.db"));
                var statement =
                        connection.prepareStatement(
                                "update console_session set started_at = started_at - ?1,"
                                        + " seen_at = seen_at - ?1, checked_at = checked_at - ?1,"
                                        + " check_due_at = check_due_at - ?1,"
                                        + " signed_in_at = signed_in_at - ?1")) {
            statement.setLong(1, since.toMillis());
            if (statement.executeUpdate() == 0) {
                throw new AssertionError("there is no session");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// Who signed in and out, the last first: `signed_out user:ana signed_out`.
    List<String> sessionsOnRecord() {
        var wanted = AuditFilter.ALL.withStages(Set.of(Stage.SIGNED_IN, Stage.SIGNED_OUT));
        try {
            return AuditReader.open(directory.resolve("audit"))
                    .page(new AuditQuery(wanted, true, OptionalLong.empty(), 100))
                    .records()
                    .stream()
                    .map(logged -> text(logged.record()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(AuditRecord record) {
        return String.join(
                        " ",
                        record.stage().text(),
                        record.principal().orElseThrow().subject(),
                        record.details().getOrDefault("why", ""))
                .strip();
    }

    @Override
    public void close() {
        server.close();
        gate.close();
    }
}
