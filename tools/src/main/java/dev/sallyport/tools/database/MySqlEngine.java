package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// MySQL and MariaDB through MariaDB's driver, which speaks to both.
///
/// No connection has a default database: see [MySqlUrl]. All that a statement's meaning depends on is set anew at
/// the beginning of each transaction.
final class MySqlEngine implements Engine {

    /// Without the modes under which quotes, `||` and calls mean something else. Grouping is as strict as the server's
    /// admin wants it.
    private static final String SESSION =
            "set names utf8mb4, session sql_mode = concat('IGNORE_SPACE,STRICT_TRANS_TABLES,"
                    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
                    + " if(find_in_set('ONLY_FULL_GROUP_BY', @@global.sql_mode), ',ONLY_FULL_GROUP_BY', ''))";

    /// How much earlier than the network's own limit a statement is stopped, in seconds.
    private static final int NETWORK_MARGIN_S = 2;

    // Written once, before the first connection is opened.
    private volatile List<String> searchPath = List.of();

    @Override
    public Dialect dialect() {
        return MySqlDialect.INSTANCE;
    }

    @Override
    public void configure(HikariConfig config, DatabaseTarget target) {
        var url = MySqlUrl.of(target);
        searchPath = url.database().stream().toList();
        config.setJdbcUrl(url.driverUrl());
        url.parameters().forEach(config::addDataSourceProperty);
        config.addDataSourceProperty("allowLocalInfile", "false");
        config.addDataSourceProperty("allowMultiQueries", "false");
        // A server could otherwise send the gate's login to another.
        config.addDataSourceProperty("permitRedirect", "false");
        // The server parses the statement; the driver puts no values into its text.
        config.addDataSourceProperty("useServerPrepStmts", "true");
        config.addDataSourceProperty("cachePrepStmts", "false");
        config.addDataSourceProperty("useResetConnection", "true");
        // A row that an update finds counts, changed or not, so that a preview and its execution
        // agree.
        config.addDataSourceProperty("useAffectedRows", "false");
        config.addDataSourceProperty("dumpQueriesOnException", "false");
        config.addDataSourceProperty("connectTimeout", "5000");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Numbers stay numbers.
        config.addDataSourceProperty("tinyInt1isBit", "false");
        config.addDataSourceProperty("transformedBitIsBoolean", "false");
        config.addDataSourceProperty("yearIsDateType", "false");
    }

    @Override
    public void begin(Connection connection, boolean readOnly) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(SESSION);
            // Each statement sees what is committed by then, so that a change of the schema shows.
            statement.execute(
                    "set session transaction isolation level read committed, "
                            + (readOnly ? "read only" : "read write"));
            connection.setAutoCommit(false);
            statement.execute("start transaction " + (readOnly ? "read only" : "read write"));
        }
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.unwrap(org.mariadb.jdbc.Connection.class).reset();
    }

    /// MySQL bounds queries alone, so a statement that writes is also bounded from here.
    @Override
    public void bound(Connection connection, Duration timeout) throws SQLException {
        long milliseconds = Math.max(1, timeout.toMillis());
        long seconds = Math.max(1, timeout.toSeconds());
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "set session "
                            + (isMariaDb(connection)
                                    ? String.format(
                                            Locale.ROOT,
                                            "max_statement_time = %d.%03d",
                                            milliseconds / 1000,
                                            milliseconds % 1000)
                                    : "max_execution_time = " + milliseconds)
                            + ", innodb_lock_wait_timeout = "
                            + seconds
                            + ", lock_wait_timeout = "
                            + seconds);
        }
    }

    @Override
    public void bound(PreparedStatement statement) throws SQLException {
        var connection = statement.getConnection();
        if (!isMariaDb(connection)) {
            statement.setQueryTimeout(
                    Math.max(1, connection.getNetworkTimeout() / 1000 - NETWORK_MARGIN_S));
        }
    }

    private static boolean isMariaDb(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("MariaDB");
    }

    /// A single row can be as large as the server's largest packet.
    @Override
    public int fetchSize() {
        return 1;
    }

    /// A connection without a default database knows no other names.
    @Override
    public void builtInNamesOnly(Connection connection) {}

    @Override
    public String fingerprint(Connection connection) throws SQLException {
        return MySqlCatalogue.fingerprint(connection);
    }

    @Override
    public Catalogue catalogue(Connection connection) throws SQLException {
        return MySqlCatalogue.read(connection, searchPath);
    }

    @Override
    public SchemaNotes notes(Connection connection, String schema) throws SQLException {
        return MySqlNotes.read(connection, schema);
    }

    @Override
    public void probe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    @Override
    public String typeName(String driverName) {
        return driverName.toLowerCase(Locale.ROOT);
    }

    @Override
    public JsonNode value(ResultSet rows, int column, String driverType) throws SQLException {
        return MySqlValues.value(rows, column, driverType);
    }

    @Override
    public String stateOf(SQLException failure) {
        return MySqlStates.stateOf(failure);
    }
}
