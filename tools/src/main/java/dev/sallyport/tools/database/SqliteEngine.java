package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.sqlite.Function;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;
import tools.jackson.databind.JsonNode;

/// SQLite, which runs inside the gate, on a file that exists.
///
/// Statements that read run on connections that opened the file for reading and refuse to write (`query_only`), so
/// that what a statement may do does not hang on how it was understood. Values, texts, patterns and programs are
/// bounded by SQLite's own limits, no other file can be attached, no extension loaded, and time is measured by a
/// handler that SQLite asks every few thousand steps. SQLite's temporary files are bounded by that time alone.
///
/// What the schema itself runs (views, triggers, generated columns) may call SQLite's harmless functions alone
/// (`trusted_schema`); a trigger that calls others makes its write fail.
///
/// Foreign keys are enforced for the gate's writes, whatever other programs do with the file.
///
/// @see <a href="https://sqlite.org/security.html">Defense Against The Dark Arts</a>
final class SqliteEngine implements Engine {

    private static final String PREFIX = "jdbc:sqlite:";

    private static final int CONNECTIONS_MAX = 4;

    /// How many steps of a statement's program pass between two looks at the clock: less than a millisecond.
    private static final int STEPS = 4_000;

    /// Of SQLite's flags for functions: the same answer for the same arguments.
    private static final int DETERMINISTIC = 0x800;

    /// Callable by statements, not by what the schema holds: views, triggers, generated columns.
    private static final int DIRECT_ONLY = 0x80000;

    /// Far above what the gate understands or answers with, far below what SQLite would take.
    private static final Map<String, Integer> LIMITS =
            Map.of(
                    "limit_length", 16 << 20,
                    "limit_sql_length", 4 << 20,
                    "limit_column", 2_000,
                    "limit_expr_depth", 1_000,
                    "limit_compound_select", 100,
                    "limit_vdbe_op", 1_000_000,
                    "limit_function_arg", 100,
                    "limit_attached", 0,
                    "limit_like_pattern_length", 1_000,
                    "limit_worker_threads", 0);

    @Override
    public Dialect dialect() {
        return SqliteDialect.INSTANCE;
    }

    /// @throws IllegalArgumentException for a URL that names anything else than a file
    @Override
    public void configure(HikariConfig config, DatabaseTarget target) {
        var file = target.jdbcUrl().substring(PREFIX.length());
        if (file.isBlank()
                || file.startsWith(":")
                || file.startsWith("file:")
                || file.contains("?")) {
            throw new IllegalArgumentException(
                    "database `"
                            + target.name()
                            + "`: a SQLite URL is `jdbc:sqlite:` and the path of a file, without parameters");
        }
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        // SQLite knows no logins, and its driver would take a password for a key of the file.
        config.setUsername(null);
        config.setPassword(null);
        LIMITS.forEach((name, value) -> config.addDataSourceProperty(name, value.toString()));
        config.addDataSourceProperty("enable_load_extension", "false");
        config.addDataSourceProperty("foreign_keys", "true");
        config.addDataSourceProperty("busy_timeout", "5000");
        // Without the flag that would create the file.
        config.addDataSourceProperty("open_mode", flags(SQLiteOpenMode.READWRITE));
        // A transaction that reads first and writes later could lose its place to another.
        config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }

    private static String flags(SQLiteOpenMode mode) {
        return Integer.toString(mode.flag);
    }

    @Override
    public boolean readersApart() {
        return true;
    }

    @Override
    public void configureReaders(HikariConfig config) {
        config.setReadOnly(true);
        config.addDataSourceProperty("open_mode", flags(SQLiteOpenMode.READONLY));
        // A longer value has no place in an answer, and searching one in another takes the product
        // of their lengths,
        // in one step. A row that is written must fit whole.
        config.addDataSourceProperty("limit_length", Long.toString(QueryRunner.BYTES_MAX));
        config.addDataSourceProperty("transaction_mode", "DEFERRED");
    }

    @Override
    public void begin(Connection connection, boolean readOnly) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("pragma trusted_schema = off");
            statement.execute("pragma query_only = " + (readOnly ? "on" : "off"));
        }
        var sqlite = connection.unwrap(SQLiteConnection.class);
        Function.create(sqlite, SqliteMasks.TOKEN, new Token(), 3, DETERMINISTIC | DIRECT_ONLY);
        connection.setAutoCommit(false);
    }

    /// The `token` mask: of a value, and of the two blocks of [TokenKeys].
    private static final class Token extends Function {
        @Override
        protected void xFunc() throws SQLException {
            byte[] value = value_blob(0);
            if (value == null) {
                result();
            } else {
                result(TokenHmac.token(value_blob(1), value_blob(2), value));
            }
        }
    }

    @Override
    public void reset(Connection connection) throws SQLException {
        ProgressHandler.clearHandler(connection.unwrap(SQLiteConnection.class));
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public void bound(Connection connection, Duration timeout) throws SQLException {
        var sqlite = connection.unwrap(SQLiteConnection.class);
        sqlite.setBusyTimeout((int) Math.max(1, timeout.toMillis()));
        ProgressHandler.setHandler(sqlite, STEPS, new Deadline(timeout));
    }

    private static final class Deadline extends ProgressHandler {
        private final long start = System.nanoTime();
        private final long allowed;

        Deadline(Duration timeout) {
            this.allowed = timeout.toNanos();
        }

        /// Anything but 0 ends the statement.
        @Override
        protected int progress() {
            return System.nanoTime() - start > allowed ? 1 : 0;
        }
    }

    /// There are no other names: a SQLite schema holds no functions.
    @Override
    public void builtInNamesOnly(Connection connection) {}

    @Override
    public String fingerprint(Connection connection) throws SQLException {
        return SqliteCatalogue.fingerprint(connection);
    }

    @Override
    public Catalogue catalogue(Connection connection) throws SQLException {
        return SqliteCatalogue.read(connection);
    }

    @Override
    public SchemaNotes notes(Connection connection, String schema) throws SQLException {
        return SqliteCatalogue.notes(connection);
    }

    /// Reads the file, which `SELECT 1` would not.
    @Override
    public void probe(Connection connection) throws SQLException {
        SqliteCatalogue.fingerprint(connection);
    }

    @Override
    public String typeName(String driverName) {
        return driverName;
    }

    @Override
    public JsonNode value(ResultSet rows, int column, String driverType) throws SQLException {
        return SqliteValues.value(rows, column);
    }

    @Override
    public String stateOf(SQLException failure) {
        return SqliteStates.of(failure);
    }
}
