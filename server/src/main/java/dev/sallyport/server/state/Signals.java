package dev.sallyport.server.state;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what other gate processes say on the same PostgreSQL (`LISTEN`), over a connection of its own. Signals only
/// hasten what a look at the database would find as well: while the connection is away, or goes through a pooler that
/// does not pass them on, nothing is lost. Safe from many threads.
final class Signals implements AutoCloseable {

    /// Channels are the database's, not the schema's; who hears of a request that it does not have, finds nothing.
    static final String CHANNEL = "sallyport";

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private static final Duration LISTEN_FOR = Duration.ofSeconds(10);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int ALIVE_SECONDS_MAX = 5;

    private final String url;
    private final Properties login;
    private final List<SignalListener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("state-signals").unstarted(this::run);
    private volatile boolean closed;

    /// @param login for the driver
    Signals(String url, Properties login) {
        this.url = url;
        this.login = login;
    }

    synchronized void add(SignalListener listener) {
        listeners.add(listener);
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void run() {
        boolean told = false;
        while (!closed) {
            try (var connection = DriverManager.getConnection(url, login)) {
                try (var statement = connection.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                }
                told = false;
                // What was said before, nobody here has heard.
                listeners.forEach(SignalListener::perhapsMissed);
                listen(connection);
            } catch (SQLException e) {
                if (!closed && !told) {
                    LOG.warn("signals of other gates are not heard for now: {}", e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        var server = connection.unwrap(PGConnection.class);
        while (!closed) {
            var heard = server.getNotifications(Math.toIntExact(LISTEN_FOR.toMillis()));
            if (heard == null || heard.length == 0) {
                if (!closed && !connection.isValid(ALIVE_SECONDS_MAX)) {
                    throw new SQLException("the connection is dead");
                }
                continue;
            }
            for (var signal : heard) {
                listeners.forEach(listener -> listener.heard(signal.getParameter()));
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(AGAIN_AFTER);
        } catch (InterruptedException e) {
            // Closed, or asked again at once.
        }
    }

    @Override
    public void close() {
        closed = true;
        // The driver closes the socket of a virtual thread that is interrupted while it reads.
        thread.interrupt();
    }
}
