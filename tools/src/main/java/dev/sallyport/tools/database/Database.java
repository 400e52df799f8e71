package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.tools.CallControl;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One target: its connections, its catalogue, and the keys of its tokens. Safe from many threads.
///
/// A connection is handed out inside a transaction, and comes back rolled back and reset, or not at all; so nothing
/// of one call is left for the next, whoever makes it.
final class Database implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 8;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// How long the network may outlast the database's own timeout before the connection is given up.
    private static final Duration NETWORK_GRACE = Duration.ofSeconds(5);

    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(15);

    private final DatabaseTarget target;
    private final HikariDataSource pool;
    private final AllowList allowed;
    private final TokenKeys tokenKeys;
    private final ReentrantLock loading = new ReentrantLock();

    // Written under `loading`, read anywhere.
    private volatile @Nullable Analyst analyst;

    Database(DatabaseTarget target, AllowList allowed, TokenKeys tokenKeys) {
        this.target = target;
        this.allowed = allowed;
        this.tokenKeys = tokenKeys;
        this.pool = new HikariDataSource(configuration(target));
    }

    private static HikariConfig configuration(DatabaseTarget target) {
        var config = new HikariConfig();
        config.setPoolName("database-" + target.name());
        config.setJdbcUrl(target.jdbcUrl());
        config.setUsername(target.username());
        config.setPassword(target.password());
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
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
        return config;
    }

    String name() {
        return target.name();
    }

    TokenKeys tokenKeys() {
        return tokenKeys;
    }

    /// What to do on a connection.
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /// The latest understanding of the schema, reread when it has changed.
    Analyst analyst() throws SQLException {
        return reading(METADATA_TIMEOUT, this::current);
    }

    /// Runs work in a transaction that can only read. It is always rolled back.
    <T> T reading(Duration timeout, Work<T> work) throws SQLException {
        return within(
                timeout,
                true,
                connection -> {
                    try {
                        return work.with(connection);
                    } finally {
                        connection.rollback();
                    }
                });
    }

    /// Runs work in a transaction that may write. The work commits, or what it did is rolled back.
    <T> T writing(Duration timeout, Work<T> work) throws SQLException {
        return within(timeout, false, work);
    }

    private <T> T within(Duration timeout, boolean readOnly, Work<T> work) throws SQLException {
        var connection = pool.getConnection();
        boolean clean = false;
        try {
            connection.setNetworkTimeout(
                    Runnable::run, (int) timeout.plus(NETWORK_GRACE).toMillis());
            connection.setReadOnly(readOnly);
            // Each statement sees what is committed by then, so that a change of the schema shows.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            var result = work.with(connection);
            // What the work came to stands, whether or not its connection can be used again.
            clean = resetQuietly(connection);
            return result;
        } catch (SQLException | NotUnderstood e) {
            clean = resetQuietly(connection);
            throw e;
        } finally {
            if (!clean) {
                pool.evictConnection(connection);
            }
            connection.close();
        }
    }

    private static void reset(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        try (var statement = connection.createStatement()) {
            statement.execute("DISCARD ALL");
        }
    }

    private static boolean resetQuietly(Connection connection) {
        try {
            reset(connection);
            return true;
        } catch (SQLException e) {
            // The connection is thrown away; the first failure is the one to report.
            return false;
        }
    }

    /// Bounds the transaction. The first statement of it, after which PostgreSQL lets nobody turn a read-only
    /// transaction into a writing one.
    static void bound(Connection connection, Duration timeout) throws SQLException {
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

    /// Lets no name without a schema mean anything but a built-in one.
    static void builtInNamesOnly(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local search_path to pg_catalog, pg_temp");
        }
    }

    /// The understanding of the schema as this transaction sees it.
    Analyst current(Connection connection) throws SQLException {
        bound(connection, METADATA_TIMEOUT);
        var known = analyst;
        if (known != null
                && CatalogueReader.texts(connection, CatalogueReader.FINGERPRINT)
                        .getFirst()
                        .equals(known.catalogue().fingerprint())) {
            return known;
        }
        loading.lock();
        try {
            var read = new Analyst(CatalogueReader.read(connection), allowed);
            analyst = read;
            return read;
        } finally {
            loading.unlock();
        }
    }

    /// Ends the call when the schema is no longer the one that was understood.
    ///
    /// @throws NotUnderstood when it has changed
    static void unchanged(Connection connection, Analyst understood) throws SQLException {
        if (!CatalogueReader.texts(connection, CatalogueReader.FINGERPRINT)
                .getFirst()
                .equals(understood.catalogue().fingerprint())) {
            throw new NotUnderstood(SqlRefusals.stateChanged());
        }
    }

    /// Empty when the target answers, else one sentence.
    String problem() {
        try {
            reading(
                    CONNECT_TIMEOUT,
                    connection -> CatalogueReader.texts(connection, "select 'x'::text"));
            return "";
        } catch (SQLException e) {
            return "database `"
                    + target.name()
                    + "` cannot be used: SQLSTATE "
                    + SqlStates.stateOf(e);
        }
    }

    /// Sends the database a request to stop what the statement does.
    static CallControl.Registration cancelling(CallControl control, java.sql.Statement statement) {
        return control.onCancel(() -> {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // The statement's own timeout ends it all the same.
            }
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
