package dev.sallyport.server.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The gate's own database, at the newest schema. Safe from many threads; methods block and belong on virtual
/// threads.
///
/// SQLite runs with a write-ahead log, `synchronous=FULL` (a commit that returned survives a power cut) and
/// one writer at a time; a second process on the same file waits for up to [#WAIT_MAX]. PostgreSQL runs at
/// read committed, so writers guard themselves by compare-and-swap on a row's state.
public final class StateStore implements AutoCloseable {
    /// How long a statement waits for a connection or for another process's write before it fails.
    public static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /// More connections would only queue inside the database.
    private static final int CONNECTIONS_MAX = 8;

    private final Dialect dialect;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Optional<Signals> signals;

    // SQLite has one writer; waiting here is fair and costs no carrier thread, waiting inside
    // SQLite is not.
    private final ReentrantLock writer = new ReentrantLock(true);

    private StateStore(Dialect dialect, HikariDataSource pool, Optional<Signals> signals) {
        this.dialect = dialect;
        this.pool = pool;
        this.signals = signals;
        this.jdbi = Jdbi.create(pool);
    }

    /// Opens `jdbc:sqlite:PATH` (the directory and the file are made when absent, the file readable by its
    /// owner alone) or `jdbc:postgresql://…`, and brings the schema up to date.
    ///
    /// @throws StateException when the database cannot be reached, or was written by a newer release
    public static StateStore open(String jdbcUrl) {
        return open(jdbcUrl, Optional.empty(), Optional.empty());
    }

    /// As [#open(String)], with credentials that are not part of the URL. SQLite has none.
    public static StateStore open(
            String jdbcUrl, Optional<String> username, Optional<String> password) {
        var dialect = Dialect.of(jdbcUrl);
        var config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MAX.toMillis());
        switch (dialect) {
            case SQLITE -> {
                prepareFile(jdbcUrl.substring(dialect.prefix().length()));
                config.addDataSourceProperty("journal_mode", "WAL");
                config.addDataSourceProperty("synchronous", "FULL");
                config.addDataSourceProperty("busy_timeout", Long.toString(WAIT_MAX.toMillis()));
                config.addDataSourceProperty("foreign_keys", "true");
                // A transaction that reads first and writes later would fail under a second writer.
                config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
            }
            case POSTGRESQL -> {
                username.ifPresent(config::setUsername);
                password.ifPresent(config::setPassword);
                config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
                config.addDataSourceProperty("ApplicationName", "sallyport");
                config.addDataSourceProperty("connectTimeout", "5");
                config.addDataSourceProperty("socketTimeout", "30");
            }
        }
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new StateException("the state database cannot be opened", e);
        }
        try {
            var signals =
                    switch (dialect) {
                        case SQLITE -> Optional.<Signals>empty();
                        case POSTGRESQL ->
                                Optional.of(new Signals(jdbcUrl, login(username, password)));
                    };
            var store = new StateStore(dialect, pool, signals);
            store.write(handle -> {
                new Migrations(dialect).apply(handle);
                return true;
            });
            return store;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static Properties login(Optional<String> username, Optional<String> password) {
        var login = new Properties();
        username.ifPresent(name -> login.setProperty("user", name));
        password.ifPresent(secret -> login.setProperty("password", secret));
        login.setProperty("ApplicationName", "sallyport signals");
        login.setProperty("connectTimeout", "5");
        login.setProperty("tcpKeepAlive", "true");
        return login;
    }

    /// Tells every gate process on this database, once the transaction of `handle` is certain. On SQLite nobody hears
    /// it: others see changes when they look.
    ///
    /// @param text at most 100 characters
    public void signal(Handle handle, String text) {
        switch (dialect) {
            case SQLITE -> {}
            case POSTGRESQL ->
                    handle.createQuery("SELECT 1 FROM pg_notify(:channel, :text)")
                            .bind("channel", Signals.CHANNEL)
                            .bind("text", text)
                            .mapTo(Integer.class)
                            .one();
        }
    }

    /// Has signals heard for as long as this store is open.
    public void listen(SignalListener listener) {
        signals.ifPresent(all -> all.add(listener));
    }

    /// Runs reading statements, each seeing what was committed before it.
    ///
    /// @throws StateException when the database does not answer
    public <T> T read(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(work::apply);
        } catch (JdbiException e) {
            throw new StateException("the state database did not answer", e);
        }
    }

    /// Runs all of `work` in one transaction: when this returns, it is durable; when it throws, nothing
    /// of it happened (or, where the connection broke during the commit, nobody knows).
    ///
    /// On SQLite no other write runs meanwhile, so `work` must be short and must not call this method.
    ///
    /// @throws StateException when the database does not answer
    public <T> T write(Function<Handle, T> work) {
        boolean alone = dialect == Dialect.SQLITE;
        if (alone) {
            if (writer.isHeldByCurrentThread()) {
                throw new IllegalStateException("a write within a write would wait for itself");
            }
            writer.lock();
        }
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new StateException("the state database did not take the change", e);
        } finally {
            if (alone) {
                writer.unlock();
            }
        }
    }

    @Override
    public void close() {
        signals.ifPresent(Signals::close);
        pool.close();
    }

    private static void prepareFile(String name) {
        if (name.isBlank()
                || name.startsWith(":")
                || name.startsWith("file:")
                || name.contains("?")) {
            throw new StateException(
                    "the state in SQLite needs a plain path, as in `jdbc:sqlite:data/state.db`");
        }
        var path = Path.of(name).toAbsolutePath();
        try {
            var directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            if (Files.notExists(path)) {
                makeForOwner(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StateException("the state file `" + name + "` cannot be made", e);
        }
    }

    private static void makeForOwner(Path path) throws IOException {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(path);
            }
        } catch (FileAlreadyExistsException e) {
            // Another process, starting too, has just made it in the same way.
        }
    }
}
