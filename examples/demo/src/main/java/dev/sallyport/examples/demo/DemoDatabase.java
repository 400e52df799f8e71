package dev.sallyport.examples.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.util.PSQLException;

/// The demo's PostgreSQL: a real server on a free loopback port, its files under one directory, seeded once.
final class DemoDatabase implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final String password;

    private DemoDatabase(EmbeddedPostgres postgres, String password) {
        this.postgres = postgres;
        this.password = password;
    }

    /// Starts the server, and creates database `shop` unless the directory has it from an earlier run.
    ///
    /// @param password of the gate's login `gate`
    static DemoDatabase start(Path directory, String password) {
        try {
            Files.createDirectories(directory);
            var data = directory.resolve("data");
            boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
            LeftoverServer.stop(data);
            var log = Redirect.appendTo(directory.resolve("postgresql.log").toFile());
            var postgres =
                    EmbeddedPostgres.builder()
                            .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                            .setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setPGStartupWait(START_WAIT)
                            .setOutputRedirector(log)
                            .setErrorRedirector(log)
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("unix_socket_directories", "")
                            .start();
            var database = new DemoDatabase(postgres, password);
            try {
                if (fresh || !database.exists()) {
                    database.seed();
                }
            } catch (SQLException | IOException | RuntimeException e) {
                database.close();
                throw e;
            }
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the demo's PostgreSQL did not start; see " + directory, e);
        } catch (SQLException e) {
            throw new IllegalStateException("the demo's database could not be seeded", e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/shop";
    }

    private boolean exists() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "select 1 from pg_database where datname = 'shop'")) {
            return row.next();
        }
    }

    private void seed() throws SQLException, IOException {
        try (var connection = postgres.getPostgresDatabase().getConnection()) {
            run(connection, "create role gate login password '" + password + "'");
            run(connection, "create database shop");
        }
        try (var connection = postgres.getDatabase("postgres", "shop").getConnection()) {
            connection.setAutoCommit(false);
            run(connection, script("shop.sql"));
            connection.commit();
        } catch (PSQLException e) {
            // Half a seed would look like the whole one at the next start.
            try (var connection = postgres.getPostgresDatabase().getConnection()) {
                run(connection, "drop database shop");
            }
            throw e;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String script(String name) throws IOException {
        try (var stream = DemoDatabase.class.getResourceAsStream("/demo/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the demo lacks its " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
