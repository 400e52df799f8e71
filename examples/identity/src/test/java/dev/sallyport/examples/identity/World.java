package dev.sallyport.examples.identity;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// What every test here needs and none changes for the others: a Keycloak, and a PostgreSQL with a database `shop`.
/// Started by the first test that asks, closed after the last.
record World(Keycloak keycloak, EmbeddedPostgres postgres) implements AutoCloseable {

    /// Held alone by whoever stops the Keycloak for a while.
    static final String OF_KEYCLOAK = "keycloak";

    static final String DATABASE_PASSWORD = "gate-password";

    private static World start() {
        try {
            var postgres =
                    EmbeddedPostgres.builder()
                            .setPGStartupWait(Duration.ofSeconds(60))
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("unix_socket_directories", "")
                            .start();
            try {
                seed(postgres);
                return new World(Keycloak.start(), postgres);
            } catch (SQLException | RuntimeException e) {
                postgres.close();
                throw new IllegalStateException("the world did not start", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void seed(EmbeddedPostgres postgres) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create role gate login password '" + DATABASE_PASSWORD + "'");
            statement.execute("create database shop");
        }
        try (var connection = postgres.getDatabase("postgres", "shop").getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    create schema shop;
                    create table shop.products (id integer primary key, title text not null);
                    insert into shop.products values (1, 'Lantern'), (2, 'Rope');
                    create table shop.stock (id integer primary key, amount integer not null);
                    insert into shop.stock select id, 7 from generate_series(1, 400) id;
                    create schema hr;
                    create table hr.employees (id integer primary key, salary integer not null);
                    insert into hr.employees values (1, 4000);
                    grant usage on schema shop, hr to gate;
                    grant select on all tables in schema shop, hr to gate;
                    grant update on shop.stock to gate;
                    """);
        }
    }

    @Override
    public void close() throws IOException {
        keycloak.close();
        postgres.close();
    }

    /// Hands the one world to whoever asks.
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == World.class;
        }

        @Override
        public World resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(World.class))
                    .getOrComputeIfAbsent(World.class, _ -> World.start(), World.class);
        }
    }
}
