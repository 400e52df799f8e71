package dev.sallyport.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Inserts rows into a table, many with one statement: most of what a statement of one row takes is the way from Java to
/// SQLite. They are all there after [#flush]. Ends with the connection. One thread at a time.
final class Rows {

    private static final int AT_ONCE = 32;

    private final Connection file;
    private final String insert;
    private final int columns;
    private final @Nullable Object[] values;
    private int filled;
    private @Nullable PreparedStatement many;
    private @Nullable PreparedStatement one;

    /// @param insert up to the word before `VALUES`
    Rows(Connection file, String insert, int columns) {
        this.file = file;
        this.insert = insert;
        this.columns = columns;
        this.values = new @Nullable Object[AT_ONCE * columns];
    }

    /// @param row a value for each column
    void add(@Nullable Object... row) throws SQLException {
        System.arraycopy(row, 0, values, filled, columns);
        filled += columns;
        if (filled == values.length) {
            if (many == null) {
                many = prepare(AT_ONCE);
            }
            run(many, 0, filled);
            filled = 0;
        }
    }

    void flush() throws SQLException {
        if (filled > 0 && one == null) {
            one = prepare(1);
        }
        for (int at = 0; at < filled && one != null; at += columns) {
            run(one, at, at + columns);
        }
        filled = 0;
    }

    private PreparedStatement prepare(int rows) throws SQLException {
        var row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
        return file.prepareStatement(
                insert + " VALUES " + String.join(", ", Collections.nCopies(rows, row)));
    }

    private void run(PreparedStatement statement, int from, int to) throws SQLException {
        for (int i = from; i < to; i++) {
            statement.setObject(i - from + 1, values[i]);
        }
        var _ = statement.executeUpdate();
    }
}
