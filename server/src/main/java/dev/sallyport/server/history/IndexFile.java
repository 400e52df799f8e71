package dev.sallyport.server.history;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /// Of the tables below and of what [IndexWriter] puts into them; a file of another version is thrown away.
    static final int VERSION = 2;

    private static final String[] TABLES = {
        // `next` is the position up to which the log is in the index; `anchor` and `anchor_hash`
        // name a record before it.
        "CREATE TABLE about (next INTEGER NOT NULL, anchor INTEGER NOT NULL, anchor_hash TEXT NOT NULL,"
                + " unreadable INTEGER NOT NULL)",
        "INSERT INTO about VALUES (0, -1, '', 0)",
        // Positions: `first` of a call's first record, `planned` and `told` as in FoundCall.Read;
        // times in ms.
        "CREATE TABLE call (first INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, planned INTEGER NOT NULL,"
                + " told INTEGER NOT NULL, begun INTEGER NOT NULL, changed INTEGER NOT NULL,"
                + " status TEXT NOT NULL, code TEXT NOT NULL, held INTEGER NOT NULL, principal TEXT NOT NULL,"
                + " human TEXT NOT NULL, tool TEXT NOT NULL, target TEXT NOT NULL, session INTEGER,"
                + " duration_ms INTEGER, masked INTEGER NOT NULL)",
        "CREATE INDEX call_begun ON call (begun)",
        "CREATE INDEX call_principal ON call (principal, first)",
        "CREATE INDEX call_human ON call (human, first) WHERE human <> ''",
        "CREATE INDEX call_tool ON call (tool, first)",
        "CREATE INDEX call_target ON call (target, first)",
        "CREATE INDEX call_status ON call (status, first)",
        "CREATE INDEX call_code ON call (code, first) WHERE code <> ''",
        "CREATE INDEX call_held ON call (first) WHERE held",
        "CREATE INDEX call_session ON call (session, first) WHERE session IS NOT NULL",
        "CREATE TABLE call_record (call INTEGER NOT NULL, position INTEGER NOT NULL,"
                + " PRIMARY KEY (call, position)) WITHOUT ROWID",
        "CREATE TABLE call_rule (rule TEXT NOT NULL, call INTEGER NOT NULL,"
                + " PRIMARY KEY (rule, call)) WITHOUT ROWID",
        "CREATE INDEX call_rule_call ON call_rule (call, rule)",
        "CREATE TABLE session (first INTEGER PRIMARY KEY, id TEXT NOT NULL, principal TEXT NOT NULL,"
                + " changed INTEGER NOT NULL, calls INTEGER NOT NULL, denials INTEGER NOT NULL,"
                + " holds INTEGER NOT NULL, UNIQUE (id, principal))",
        "CREATE TABLE call_text (call INTEGER PRIMARY KEY, text TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE words USING fts5 (text, content = 'call_text', content_rowid = 'call',"
                // Of short beginnings, which many words have, it keeps where they stand.
                + " prefix = '3 4', tokenize = 'unicode61 remove_diacritics 2')",
        "PRAGMA user_version = " + VERSION,
    };

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
                make(writer);
            } else if (version != VERSION) {
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

    private static void prepare(Path file) throws IOException {
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
        var properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        // After a power cut the newest commits may be missing; they are made again from the log.
        properties.setProperty("synchronous", "NORMAL");
        properties.setProperty("busy_timeout", "5000");
        properties.setProperty("cache_size", "-8192");
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }

    private static void make(Connection writer) throws SQLException {
        writer.setAutoCommit(false);
        try (var statement = writer.createStatement()) {
            for (var table : TABLES) {
                statement.execute(table);
            }
            writer.commit();
        } finally {
            writer.setAutoCommit(true);
        }
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

    /// Throws a closed file away.
    static void delete(Path file) throws IOException {
        for (var suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
