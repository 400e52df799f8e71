package dev.sallyport.tools.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.tools.CallControl;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
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
    private final HikariDataSource readers;
    private final Engine engine;
    private final TokenKeys tokenKeys;
    private final ReentrantLock loading = new ReentrantLock();

    // Read and written anywhere: each is true by itself.
    private volatile @Nullable Seen seen;

    /// What a schema was like at a moment.
    ///
    /// @param moment one no later than the catalogue, as the engine tells it
    private record Seen(Analyst analyst, Optional<String> moment) {}

    Database(DatabaseTarget target, Engine engine, TokenKeys tokenKeys) {
        this.target = target;
        this.engine = engine;
        this.tokenKeys = tokenKeys;
        this.pool = new HikariDataSource(configuration(target, engine));
        this.readers = engine.readersApart() ? readers(target, engine) : pool;
    }

    private static HikariConfig configuration(DatabaseTarget target, Engine engine) {
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
        engine.configure(config, target);
        return config;
    }

    private static HikariDataSource readers(DatabaseTarget target, Engine engine) {
        var config = configuration(target, engine);
        config.setPoolName("database-" + target.name() + "-readers");
        engine.configureReaders(config);
        return new HikariDataSource(config);
    }

    String name() {
        return target.name();
    }

    Engine engine() {
        return engine;
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
        var connections = readOnly ? readers : pool;
        var connection = connections.getConnection();
        boolean clean = false;
        try {
            connection.setNetworkTimeout(
                    Runnable::run, (int) timeout.plus(NETWORK_GRACE).toMillis());
            engine.begin(connection, readOnly);
            var result = work.with(connection);
            // What the work came to stands, whether or not its connection can be used again.
            clean = resetQuietly(connection);
            return result;
        } catch (SQLException | NotUnderstood e) {
            clean = resetQuietly(connection);
            throw e;
        } finally {
            if (!clean) {
                connections.evictConnection(connection);
            }
            connection.close();
        }
    }

    private boolean resetQuietly(Connection connection) {
        try {
            engine.reset(connection);
            return true;
        } catch (SQLException e) {
            // The connection is thrown away; the first failure is the one to report.
            return false;
        }
    }

    /// The understanding of the schema as this transaction sees it.
    Analyst current(Connection connection) throws SQLException {
        engine.bound(connection, METADATA_TIMEOUT);
        var moment = engine.moment(connection);
        var known = seen;
        if (known != null && isCurrent(connection, known, moment)) {
            return known.analyst();
        }
        loading.lock();
        try {
            var read =
                    new Analyst(
                            engine.dialect(),
                            engine.dialect().allowed().with(target.functions()),
                            engine.catalogue(connection));
            seen = new Seen(read, moment);
            return read;
        } finally {
            loading.unlock();
        }
    }

    /// Ends the call when the schema is no longer the one that was understood.
    ///
    /// @throws NotUnderstood when it has changed
    void unchanged(Connection connection, Analyst understood) throws SQLException {
        var moment = engine.moment(connection);
        var known = seen;
        if (known == null || known.analyst() != understood) {
            known = new Seen(understood, Optional.empty());
        }
        if (!isCurrent(connection, known, moment)) {
            throw new NotUnderstood(SqlRefusals.stateChanged());
        }
    }

    private boolean isCurrent(Connection connection, Seen known, Optional<String> moment)
            throws SQLException {
        if (moment.isPresent() && moment.equals(known.moment())) {
            return true;
        }
        if (!engine.fingerprint(connection).equals(known.analyst().catalogue().fingerprint())) {
            return false;
        }
        seen = new Seen(known.analyst(), moment);
        return true;
    }

    /// Empty when the target answers, else one sentence.
    String problem() {
        try {
            reading(
                    CONNECT_TIMEOUT,
                    connection -> {
                        engine.probe(connection);
                        return "";
                    });
            return "";
        } catch (SQLException e) {
            var state = engine.stateOf(e);
            return "database `"
                    + target.name()
                    + "` cannot be used: "
                    + meaning(state)
                    + "SQLSTATE "
                    + state;
        }
    }

    /// What an operator can mend, by the class of the state (SQL:2023 part 2, clause 24).
    private static String meaning(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08" -> "it does not answer at its `url`; ";
            case "28" -> "it refuses the login; check `username` and `password`; ";
            case "3D" -> "it has no database of the name in `url`; ";
            default -> "";
        };
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
        readers.close();
        pool.close();
    }
}
