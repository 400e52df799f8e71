package dev.sallyport.tools.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/// The PostgreSQL in which the scripts' tables come and go, in one session for each script. One call at a time.
final class DifferentialDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;
    private Connection connection;
    private String file = "";
    private Optional<Catalogue> catalogue = Optional.empty();

    DifferentialDatabase(EmbeddedPostgres server) throws SQLException {
        this.server = server;
        try (var setup = server.getPostgresDatabase().getConnection();
                var statement = setup.createStatement()) {
            statement.execute("create database regression");
            statement.execute("alter database regression set search_path to public, scratch");
            statement.execute("alter database regression set statement_timeout to '5s'");
        }
        connection = connect();
    }

    private Connection connect() throws SQLException {
        var next = server.getDatabase("postgres", "regression").getConnection();
        try (var statement = next.createStatement()) {
            statement.execute("drop schema if exists scratch cascade; create schema scratch");
        }
        return next;
    }

    String version() throws SQLException {
        return PostgreSqlCatalogue.texts(connection, "show server_version").getFirst();
    }

    /// Starts a script: temporary things of the last one are gone.
    void enter(String next) throws SQLException {
        if (!next.equals(file)) {
            connection.close();
            connection = connect();
            file = next;
            catalogue = Optional.empty();
        }
    }

    /// Runs what changes the catalogue. Many scripts mean to fail, so failing is no matter.
    void run(String sql) throws SQLException {
        catalogue = Optional.empty();
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                connection = connect();
            }
        }
    }

    /// What the gate would see now.
    Catalogue catalogue() throws SQLException {
        if (catalogue.isEmpty()) {
            catalogue = aside(() -> PostgreSqlCatalogue.read(connection));
        }
        return catalogue.orElseThrow(() -> new SQLException("in a failed transaction"));
    }

    /// The types that a query answers with, as PostgreSQL says without running it; empty when it could not run.
    ///
    /// @param pinned whether names without a schema mean built-in things alone, as when the gate runs a query
    Optional<String> types(String sql, boolean pinned) throws SQLException {
        return aside(() -> {
            try (var statement = connection.createStatement()) {
                // Temporary tables hide others unless they come last; the gate does not see them.
                statement.execute(
                        pinned
                                ? "set local search_path to pg_catalog, pg_temp"
                                : "select set_config('search_path', current_setting('search_path')"
                                        + " || ', pg_temp', true)");
                statement.setEscapeProcessing(false);
                statement.execute("prepare differential as " + sql);
            } catch (SQLException e) {
                return null;
            }
            var types =
                    PostgreSqlCatalogue.texts(
                            connection,
                            "select result_types::oid[]::text from pg_catalog.pg_prepared_statements"
                                    + " where name = 'differential'");
            try (var statement = connection.createStatement()) {
                statement.execute("deallocate differential");
            }
            return types.getFirst();
        });
    }

    /// Whether the script made a function of one of these names, which the statement may mean and the gate never does.
    boolean defines(List<String> functions) throws SQLException {
        return aside(
                        () -> {
                            try (var statement =
                                    connection.prepareStatement(
                                            "select 1 from pg_catalog.pg_proc where oid >= 16384 and proname = any (?)")) {
                                statement.setArray(
                                        1, connection.createArrayOf("text", functions.toArray()));
                                return statement.executeQuery().next();
                            }
                        })
                .orElse(false);
    }

    private interface Work<T> {
        @Nullable T run() throws SQLException;
    }

    /// Leaves the script's transaction as it was; empty in one that has failed, where nothing can be asked.
    private <T> Optional<T> aside(Work<T> work) throws SQLException {
        var state = connection.unwrap(BaseConnection.class).getTransactionState();
        if (state == TransactionState.FAILED) {
            return Optional.empty();
        }
        boolean open = state == TransactionState.OPEN;
        try (var statement = connection.createStatement()) {
            statement.execute(open ? "savepoint differential" : "begin");
            try {
                return Optional.ofNullable(work.run());
            } finally {
                statement.execute(open ? "rollback to savepoint differential" : "rollback");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
