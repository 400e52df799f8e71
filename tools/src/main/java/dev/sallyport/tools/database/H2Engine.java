package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// H2, inside the gate or on a server of its own.
///
/// H2 knows no transaction that cannot write: neither the driver's `setReadOnly` nor any statement makes one. What keeps
/// a query from writing is that it was read as a query to its last token, and that it calls listed functions alone; what
/// it did is rolled back all the same. A login that may only `SELECT` is worth more here than elsewhere.
///
/// An H2 inside the gate shares its memory and processors, and H2 bounds neither what one value holds nor what one
/// comparison with `LIKE` takes: where callers may mean harm, the URL should name a server
/// (`jdbc:h2:tcp:`). Functions that make a long text from a short one are off the list.
final class H2Engine implements Engine {

    private static final int CONNECTIONS_MAX = 4;

    /// The settings that an URL may hold. Of the others some run statements or code (`INIT`,
    /// `DATABASE_EVENT_LISTENER`), some write files, and some change what names and values mean.
    private static final Set<String> SETTINGS =
            Set.of(
                    "ACCESS_MODE_DATA",
                    "AUTO_SERVER",
                    "AUTO_SERVER_PORT",
                    "CACHE_SIZE",
                    "CIPHER",
                    "DB_CLOSE_DELAY",
                    "DB_CLOSE_ON_EXIT",
                    "FILE_LOCK",
                    "IFEXISTS",
                    "LOCK_TIMEOUT",
                    "MAX_MEMORY_ROWS",
                    "NETWORK_TIMEOUT");

    @Override
    public Dialect dialect() {
        return H2Dialect.INSTANCE;
    }

    /// @throws IllegalArgumentException for a URL with any other setting
    @Override
    public void configure(HikariConfig config, DatabaseTarget target) {
        var parts = List.of(target.jdbcUrl().split(";", -1));
        boolean asked = false;
        for (var part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            var name =
                    (equals < 0 ? part : part.substring(0, equals))
                            .strip()
                            .toUpperCase(Locale.ROOT);
            asked |= name.equals("IFEXISTS");
            if (!name.isEmpty() && !SETTINGS.contains(name)) {
                throw new IllegalArgumentException(
                        "database `"
                                + target.name()
                                + "`: an H2 URL may not set "
                                + SqlRefusals.quote(name));
            }
        }
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        if (!asked && !parts.getFirst().startsWith("jdbc:h2:mem:")) {
            // A wrong path would otherwise make a new database there.
            config.addDataSourceProperty("IFEXISTS", "TRUE");
        }
    }

    @Override
    public void begin(Connection connection, boolean readOnly) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public void bound(Connection connection, Duration timeout) throws SQLException {
        long milliseconds = Math.max(1, timeout.toMillis());
        try (var statement = connection.createStatement()) {
            statement.execute("SET QUERY_TIMEOUT " + milliseconds);
            statement.execute("SET LOCK_TIMEOUT " + milliseconds);
        }
    }

    /// Tables carry their schema in every statement, and no alias bears the name of a listed function.
    @Override
    public void builtInNamesOnly(Connection connection) {}

    @Override
    public String fingerprint(Connection connection) throws SQLException {
        return H2Catalogue.fingerprint(connection);
    }

    @Override
    public Catalogue catalogue(Connection connection) throws SQLException {
        return H2Catalogue.read(connection);
    }

    @Override
    public SchemaNotes notes(Connection connection, String schema) throws SQLException {
        return H2Notes.read(connection, H2Dialect.capitals(schema));
    }

    @Override
    public void probe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Override
    public String typeName(String driverName) {
        return driverName;
    }

    @Override
    public JsonNode value(ResultSet rows, int column, String driverType) throws SQLException {
        return H2Values.value(rows, column, driverType);
    }

    @Override
    public String stateOf(SQLException failure) {
        return H2States.of(failure);
    }
}
