package dev.sallyport.server.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// What [IndexFile] is made of.
final class IndexTables {

    /// Of what is below and of what [IndexWriter] puts into it; a file of another version is thrown away.
    static final int VERSION = 3;

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
        "CREATE TABLE call_record (call INTEGER NOT NULL, position INTEGER NOT NULL,"
                + " PRIMARY KEY (call, position)) WITHOUT ROWID",
        "CREATE TABLE call_rule (rule TEXT NOT NULL, call INTEGER NOT NULL,"
                + " PRIMARY KEY (rule, call)) WITHOUT ROWID",
        "CREATE TABLE session (first INTEGER PRIMARY KEY, id TEXT NOT NULL, principal TEXT NOT NULL,"
                + " changed INTEGER NOT NULL, calls INTEGER NOT NULL, denials INTEGER NOT NULL,"
                + " holds INTEGER NOT NULL, UNIQUE (id, principal))",
        "CREATE TABLE call_text (call INTEGER PRIMARY KEY, text TEXT NOT NULL)",
        "PRAGMA user_version = " + VERSION,
    };

    private static final String WORDS =
            "CREATE VIRTUAL TABLE words USING fts5 (text, content = 'call_text', content_rowid = 'call',"
                    // Of short beginnings, which many words have, it keeps where they stand.
                    + " prefix = '3 4', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2')";

    /// Those that only searches need: made behind the rows they take a fraction of the time.
    private static final String[] INDEXES = {
        "CREATE INDEX call_begun ON call (begun)",
        "CREATE INDEX call_principal ON call (principal, first)",
        "CREATE INDEX call_human ON call (human, first) WHERE human <> ''",
        "CREATE INDEX call_tool ON call (tool, first)",
        "CREATE INDEX call_target ON call (target, first)",
        "CREATE INDEX call_status ON call (status, first)",
        "CREATE INDEX call_code ON call (code, first) WHERE code <> ''",
        "CREATE INDEX call_held ON call (first) WHERE held",
        "CREATE INDEX call_session ON call (session, first) WHERE session IS NOT NULL",
        "CREATE INDEX call_rule_call ON call_rule (call, rule)",
    };

    private IndexTables() {}

    /// All of them, in one transaction.
    static void make(Connection file) throws SQLException {
        file.setAutoCommit(false);
        try {
            run(file, TABLES);
            run(file, WORDS);
            run(file, INDEXES);
            file.commit();
        } finally {
            file.setAutoCommit(true);
        }
    }

    /// Those that [IndexWriter] needs, but for the words.
    static void makeRows(Connection file) throws SQLException {
        run(file, TABLES);
    }

    /// Those of the words alone.
    ///
    /// @param memory for words that are not written yet, in bytes
    static void makeWords(Connection file, int memory) throws SQLException {
        run(file, WORDS, "INSERT INTO words (words, rank) VALUES ('hashsize', " + memory + ")");
    }

    static void makeIndexes(Connection file) throws SQLException {
        run(file, INDEXES);
    }

    /// Takes over the words of a file that has nothing else. SQLite has them in tables of its own, whose form is part of
    /// its file format.
    static void takeWords(Connection file, Path from) throws SQLException {
        try (var attach = file.prepareStatement("ATTACH ? AS made")) {
            attach.setString(1, from.toString());
            var _ = attach.execute();
        }
        run(
                file,
                WORDS,
                "DELETE FROM words_data",
                "INSERT INTO words_data SELECT * FROM made.words_data ORDER BY id",
                "INSERT INTO words_idx SELECT * FROM made.words_idx",
                "DETACH made");
    }

    private static void run(Connection file, String... statements) throws SQLException {
        try (var statement = file.createStatement()) {
            for (var each : statements) {
                var _ = statement.execute(each);
            }
        }
    }
}
