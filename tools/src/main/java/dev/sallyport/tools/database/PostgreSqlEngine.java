package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// PostgreSQL through its own driver.
final class PostgreSqlEngine implements Engine {

    private static final String TAKEN =
            """
            select exists (select from pg_catalog.pg_class c
                           join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                           where c.relname = ? and n.nspname = any (?))
                or exists (select from pg_catalog.pg_type t
                           join pg_catalog.pg_namespace n on n.oid = t.typnamespace
                           where t.typname = ? and n.nspname = any (?))
            """;

    private static final String COMPUTED =
            """
            select exists (select from pg_catalog.pg_proc p
                           join pg_catalog.pg_class c on c.reltype = p.proargtypes[0]
                           join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                           where p.proname = ? and n.nspname = ? and c.relname = ?)
            """;

    @Override
    public Dialect dialect() {
        return PostgreSqlDialect.INSTANCE;
    }

    @Override
    public void configure(HikariConfig config, DatabaseTarget target) {
        // From this version on the name goes along with the login, so that DISCARD ALL leaves it.
        config.addDataSourceProperty("assumeMinServerVersion", "12");
        config.addDataSourceProperty("ApplicationName", "sallyport");
        // Without it the operator's log would hold values of rows.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Prepared statements do not survive DISCARD ALL.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("preparedStatementCacheQueries", "0");
        // One row could otherwise fill the memory before the byte limit sees it.
        config.addDataSourceProperty("maxResultBuffer", "64M");
    }

    @Override
    public void begin(Connection connection, boolean readOnly) throws SQLException {
        connection.setReadOnly(readOnly);
        // Each statement sees what is committed by then, so that a change of the schema shows.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        try (var statement = connection.createStatement()) {
            statement.execute("DISCARD ALL");
        }
    }

    /// After its first statement PostgreSQL lets nobody turn a read-only transaction into a writing one.
    @Override
    public void bound(Connection connection, Duration timeout) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "select pg_catalog.set_config('statement_timeout', ?, true),"
                                + " pg_catalog.set_config('lock_timeout', ?, true),"
                                + " pg_catalog.set_config('standard_conforming_strings', 'on', true)")) {
            var milliseconds = Math.max(1, timeout.toMillis()) + "ms";
            statement.setString(1, milliseconds);
            statement.setString(2, milliseconds);
            statement.execute();
        }
    }

    @Override
    public void boundLocks(Connection connection, Duration timeout) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "select pg_catalog.set_config('lock_timeout', ?, true)")) {
            statement.setString(1, timeout.toMillis() + "ms");
            statement.execute();
        }
    }

    @Override
    public void builtInNamesOnly(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local search_path to pg_catalog, pg_temp");
        }
    }

    @Override
    public boolean isTaken(Connection connection, List<String> schemas, String name)
            throws SQLException {
        var array = connection.createArrayOf("text", schemas.toArray());
        try (var statement = connection.prepareStatement(TAKEN)) {
            statement.setString(1, name);
            statement.setArray(2, array);
            statement.setString(3, name);
            statement.setArray(4, array);
            return isTrue(statement);
        }
    }

    @Override
    public boolean isComputed(Connection connection, TableId table, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(COMPUTED)) {
            statement.setString(1, name);
            statement.setString(2, table.schema());
            statement.setString(3, table.name());
            return isTrue(statement);
        }
    }

    private static boolean isTrue(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Override
    public Optional<String> explanation() {
        return Optional.of("EXPLAIN ");
    }

    @Override
    public String fingerprint(Connection connection) throws SQLException {
        return PostgreSqlCatalogue.fingerprint(connection);
    }

    @Override
    public Optional<String> moment(Connection connection) throws SQLException {
        return PostgreSqlCatalogue.moment(connection);
    }

    @Override
    public Catalogue catalogue(Connection connection) throws SQLException {
        return PostgreSqlCatalogue.read(connection);
    }

    @Override
    public SchemaNotes notes(Connection connection, String schema) throws SQLException {
        return PostgreSqlNotes.read(connection, schema);
    }

    @Override
    public void probe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    @Override
    public String typeName(String driverName) {
        return PostgreSqlValues.typeName(driverName);
    }

    @Override
    public JsonNode value(ResultSet rows, int column, String driverType) throws SQLException {
        return PostgreSqlValues.value(rows, column, driverType);
    }

    @Override
    public String stateOf(SQLException failure) {
        return SqlStates.checked(failure.getSQLState());
    }
}
