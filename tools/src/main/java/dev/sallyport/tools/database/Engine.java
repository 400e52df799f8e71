package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// One product's connections: how they are opened, bounded and cleaned, and how schema, values and failures are read
/// from them. Safe from many threads; a connection is used by one at a time.
interface Engine {

    Dialect dialect();

    /// Settings of the pool and driver that belong to the product. Address, login and sizes are set already.
    void configure(HikariConfig config, DatabaseTarget target);

    /// Whether connections that only read are opened in another way than those that write.
    default boolean readersApart() {
        return false;
    }

    /// Changes what [#configure] set for connections that only read; asked only when they are apart.
    default void configureReaders(HikariConfig config) {}

    /// Starts a transaction on a clean connection, with auto-commit off when it returns.
    ///
    /// @param readOnly whether the transaction cannot write, not even by a statement inside it
    void begin(Connection connection, boolean readOnly) throws SQLException;

    /// Rolls back and leaves nothing of one call for the next.
    void reset(Connection connection) throws SQLException;

    /// Bounds each statement of the transaction, and the waits for locks. The first statement of it.
    void bound(Connection connection, Duration timeout) throws SQLException;

    /// Bounds the waits for locks alone, until the transaction ends: who waits for a table keeps all behind them waiting.
    default void boundLocks(Connection connection, Duration timeout) throws SQLException {}

    /// How many rows the driver holds at once.
    default int fetchSize() {
        return 200;
    }

    /// Bounds one statement beyond what [#bound(Connection, Duration)] does.
    default void bound(PreparedStatement statement) throws SQLException {}

    /// Lets no name without a schema mean anything but a built-in one, until the transaction ends.
    void builtInNamesOnly(Connection connection) throws SQLException;

    /// Whether a relation or type of any kind goes by the name in one of the schemas.
    default boolean isTaken(Connection connection, List<String> schemas, String name)
            throws SQLException {
        throw new SQLFeatureNotSupportedException(dialect().product());
    }

    /// Whether a function of the table's rows goes by the name, so that it can be called as a column is named.
    default boolean isComputed(Connection connection, Catalogue.TableId table, String name)
            throws SQLException {
        throw new SQLFeatureNotSupportedException(dialect().product());
    }

    /// What stands in front of a statement to ask how it would be done, without doing it; empty where the answer would
    /// be no text.
    default Optional<String> explanation() {
        return Optional.empty();
    }

    /// A text that changes whenever anything in the [Catalogue] does.
    String fingerprint(Connection connection) throws SQLException;

    /// A text that stays the same only as long as no transaction that could change the schema has come to light, and that
    /// costs less than a [#fingerprint(Connection)]; empty where the product has none, or none to be had just now.
    default Optional<String> moment(Connection connection) throws SQLException {
        return Optional.empty();
    }

    Catalogue catalogue(Connection connection) throws SQLException;

    /// What `describe_database` tells about the tables of one schema beyond the catalogue.
    SchemaNotes notes(Connection connection, String schema) throws SQLException;

    /// Asks for one value, to see whether the database answers.
    void probe(Connection connection) throws SQLException;

    /// The name of a type as it is shown.
    ///
    /// @param driverName the driver's name of it
    String typeName(String driverName);

    /// A value as JSON that loses nothing.
    ///
    /// @param driverType the driver's name of the column's type
    JsonNode value(ResultSet rows, int column, String driverType) throws SQLException;

    /// The SQLSTATE of a failure in PostgreSQL's sense, whatever the product's own codes; `unknown` where there is
    /// none that fits.
    String stateOf(SQLException failure);

    /// Tells of tables by name, of columns by `table\0column`.
    ///
    /// @param comments of tables and columns
    /// @param required the columns that hold no null
    /// @param estimates rows of each table, roughly
    /// @param primaryKeys columns of each table's primary key, in order
    /// @param foreignKeys of each table
    record SchemaNotes(
            Map<String, String> comments,
            Set<String> required,
            Map<String, Long> estimates,
            Map<String, List<String>> primaryKeys,
            Map<String, List<ForeignKey>> foreignKeys) {

        static String column(String table, String column) {
            return table + "\0" + column;
        }
    }

    /// A foreign key within one schema.
    ///
    /// @param text `column -> table(column)`
    /// @param referred the table at the other end
    record ForeignKey(String text, String referred) {}
}
