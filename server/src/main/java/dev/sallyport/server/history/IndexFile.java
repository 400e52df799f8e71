package dev.sallyport.server.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The file of the index: a SQLite database that one thread writes and others read. All in it comes from the log, so it
/// is thrown away rather than mended.
///
/// What it holds is no evidence, and nothing that is shown of a call is taken from it but the places where the log has it.
final class IndexFile implements AutoCloseable {

    private final Path file;
    private final Connection writer;

    private IndexFile(Path file, Connection writer) {
        this.file = file;
        this.writer = writer;
    }

    /// Opens the file, or makes an empty one where there is none.
    ///
    /// @throws SQLException when it is damaged or of another version, or SQLite cannot work on it: see [#isDamage]
    static IndexFile open(Path file) throws IOException, SQLException {
        prepare(file);
        var writer = connect(file);
        try {
            int version = number(writer, "PRAGMA user_version");
            if (version == 0 && number(writer, "SELECT count(*) FROM sqlite_master") == 0) {
                IndexTables.make(writer);
            } else if (version != IndexTables.VERSION) {
                throw new SQLException(
                        "the index is of version " + version,
                        "",
                        SQLiteErrorCode.SQLITE_NOTADB.code);
            }
            return new IndexFile(file, writer);
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /// Makes an empty file where there is none, for its owner alone.
    static void prepare(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        if (Files.notExists(file)) {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        }
    }

    private static Connection connect(Path file) throws SQLException {
        return connect(
                file,
                "journal_mode",
                "WAL",
                // After a power cut the newest commits may be missing; they are made again from the
                // log.
                "synchronous",
                "NORMAL",
                "busy_timeout",
                "5000",
                "cache_size",
                "-8192");
    }

    /// @param options names and values, in turn
    static Connection connect(Path file, String... options) throws SQLException {
        var properties = new Properties();
        // Else the driver asks for the key of each row that is inserted.
        properties.setProperty("jdbc.get_generated_keys", "false");
        for (int i = 0; i < options.length; i += 2) {
            properties.setProperty(options[i], options[i + 1]);
        }
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.getInt(1);
        }
    }

    /// Looks at every page of the file.
    ///
    /// @throws SQLException when it is damaged
    void check() throws SQLException {
        try (var statement = writer.createStatement();
                var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!"ok".equals(rows.getString(1))) {
                throw new SQLException(
                        "the index is damaged", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
        }
    }

    /// For one thread.
    Connection writer() {
        return writer;
    }

    /// A connection that cannot change anything and sees one moment. The caller closes it.
    Connection reader() throws SQLException {
        var reader = connect(file);
        try {
            try (var statement = reader.createStatement()) {
                statement.execute("PRAGMA query_only = 1");
            }
            reader.setAutoCommit(false);
            return reader;
        } catch (SQLException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        writer.close();
    }

    /// Whether the file is not what SQLite wrote.
    static boolean isBroken(SQLException problem) {
        int code = problem.getErrorCode() & 0xFF;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /// Whether only a new file helps those who write it.
    static boolean isDamage(SQLException problem) {
        int code = problem.getErrorCode() & 0xFF;
        return isBroken(problem)
                // A table is missing, or has another form.
                || code == SQLiteErrorCode.SQLITE_ERROR.code
                || code == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }

    /// What SQLite says when it is interrupted.
    static SQLException brokenOff() {
        return new SQLiteException("broken off", SQLiteErrorCode.SQLITE_INTERRUPT);
    }

    /// Whether a search was interrupted.
    static boolean isBrokenOff(SQLException problem) {
        return problem instanceof SQLiteException
                && (problem.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_INTERRUPT.code;
    }

    /// Makes a closed file durable and puts it in the place of another.
    static void move(Path made, Path file) throws IOException {
        try (var channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Throws a closed file away.
    static void delete(Path file) throws IOException {
        for (var suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
