package dev.sallyport.server.state;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;

/// The databases that hold the state, as real ones. PostgreSQL starts once, when first asked for, and ends with
/// the JVM.
public enum TestDatabase {
    SQLITE {
        @Override
        public String fresh(Path directory) {
            return "jdbc:sqlite:" + directory.resolve("state-" + UUID.randomUUID() + ".db");
        }
    },
    POSTGRESQL {
        @Override
        public String fresh(Path directory) {
            var name = "state_" + UUID.randomUUID().toString().replace('-', '_');
            try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return Server.RUNNING.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
        }
    };

    /// The URL of a new and empty database.
    ///
    /// @param directory for the database's file, where it has one
    public abstract String fresh(Path directory);

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
