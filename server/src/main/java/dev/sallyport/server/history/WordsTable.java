package dev.sallyport.server.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The index of words in a file. One thread at a time.
final class WordsTable {

    private final Rows forgotten;
    private final Rows rows;

    WordsTable(Connection file) {
        forgotten = new Rows(file, "INSERT INTO words (words, rowid, text)", 3);
        rows = new Rows(file, "INSERT INTO words (rowid, text)", 2);
    }

    /// The text of a call.
    ///
    /// @param call as [CallEntry#first]
    /// @param before what the file has of it already
    record Text(long call, String now, Optional<String> before) {}

    /// Takes texts of different calls.
    interface Taker {
        void take(List<Text> texts) throws SQLException;
    }

    void take(List<Text> texts) throws SQLException {
        for (var text : texts) {
            if (text.before().isPresent()) {
                forgotten.add("delete", text.call(), text.before().get());
            }
        }
        forgotten.flush();
        for (var text : texts) {
            rows.add(text.call(), text.now());
        }
        rows.flush();
    }
}
