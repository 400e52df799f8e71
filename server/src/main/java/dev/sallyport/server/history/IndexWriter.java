package dev.sallyport.server.history;

import dev.sallyport.audit.LoggedRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Puts records into the index, so many at a time, in one transaction with how far it came. One thread at a time.
final class IndexWriter {

    private final Connection file;

    IndexWriter(IndexFile file) {
        this.file = file.writer();
    }

    /// How far the index came.
    ///
    /// @param next the position of the first record that it lacks
    /// @param anchor the position of a record that it has; −1 where it has none
    /// @param anchorHash that record's leaf
    record Mark(long next, long anchor, String anchorHash, long unreadable) {}

    Mark mark() throws SQLException {
        try (var statement = file.createStatement();
                var row = statement.executeQuery("SELECT * FROM about")) {
            if (!row.next()) {
                throw new SQLException("the index has no mark", "", 1);
            }
            return new Mark(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4));
        }
    }

    /// All of it, or nothing.
    void write(List<LoggedRecord> records, Mark mark) throws SQLException {
        file.setAutoCommit(false);
        try {
            var calls = new LinkedHashMap<String, CallEntry>();
            for (var logged : records) {
                var id = logged.record().callId();
                if (id.isPresent()) {
                    entry(calls, id.get(), logged).add(logged);
                }
            }
            var sessions = new SessionTally(file);
            for (var call : calls.values()) {
                sessions.add(call);
            }
            sessions.write();
            store(calls);
            put(mark);
            file.commit();
        } catch (SQLException | RuntimeException e) {
            file.rollback();
            throw e;
        } finally {
            file.setAutoCommit(true);
        }
    }

    private CallEntry entry(Map<String, CallEntry> calls, String id, LoggedRecord logged)
            throws SQLException {
        var known = calls.get(id);
        if (known == null) {
            known = stored(id).orElseGet(() -> new CallEntry(logged, id));
            calls.put(id, known);
        }
        return known;
    }

    private Optional<CallEntry> stored(String id) throws SQLException {
        try (var select =
                file.prepareStatement(
                        "SELECT * FROM call JOIN call_text ON call = first WHERE id = ?")) {
            select.setString(1, id);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(entry(row)) : Optional.empty();
            }
        }
    }

    private static CallEntry entry(ResultSet row) throws SQLException {
        var entry =
                new CallEntry(
                        row.getLong("first"),
                        row.getString("id"),
                        row.getLong("begun"),
                        Optional.of(row.getString("text")),
                        CallStatus.parse(row.getString("status"))
                                .orElseThrow(() -> new SQLException("an unknown status", "", 1)),
                        row.getBoolean("held"));
        entry.planned = row.getLong("planned");
        entry.told = row.getLong("told");
        entry.code = row.getString("code");
        entry.principal = row.getString("principal");
        entry.human = row.getString("human");
        entry.tool = row.getString("tool");
        entry.target = row.getString("target");
        entry.session = number(row, "session");
        entry.duration = number(row, "duration_ms");
        entry.masked = row.getLong("masked");
        return entry;
    }

    static OptionalLong number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private void store(Map<String, CallEntry> calls) throws SQLException {
        try (var call =
                        file.prepareStatement(
                                "INSERT OR REPLACE INTO call VALUES"
                                        + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                var place =
                        file.prepareStatement("INSERT OR IGNORE INTO call_record VALUES (?, ?)");
                var rule = file.prepareStatement("INSERT OR IGNORE INTO call_rule VALUES (?, ?)");
                var forget =
                        file.prepareStatement(
                                "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)");
                var words = file.prepareStatement("INSERT INTO words (rowid, text) VALUES (?, ?)");
                var text =
                        file.prepareStatement("INSERT OR REPLACE INTO call_text VALUES (?, ?)")) {
            for (var each : calls.values()) {
                store(call, each);
                for (long position : each.positions) {
                    run(place, each.first, position);
                }
                for (var name : each.rules) {
                    rule.setString(1, name);
                    rule.setLong(2, each.first);
                    rule.executeUpdate();
                }
                var now = each.text();
                if (!each.storedText.equals(Optional.of(now))) {
                    if (each.storedText.isPresent()) {
                        run(forget, each.first, each.storedText.get());
                    }
                    run(words, each.first, now);
                    run(text, each.first, now);
                }
            }
        }
    }

    private static void store(PreparedStatement row, CallEntry call) throws SQLException {
        row.setLong(1, call.first);
        row.setString(2, call.id);
        row.setLong(3, call.planned);
        row.setLong(4, call.told);
        row.setLong(5, call.begun);
        row.setLong(6, call.changed);
        row.setString(7, call.status.text());
        row.setString(8, call.code);
        row.setBoolean(9, call.held);
        row.setString(10, call.principal);
        row.setString(11, call.human);
        row.setString(12, call.tool);
        row.setString(13, call.target);
        set(row, 14, call.session);
        set(row, 15, call.duration);
        row.setLong(16, call.masked);
        row.executeUpdate();
    }

    private static void set(PreparedStatement row, int place, OptionalLong value)
            throws SQLException {
        if (value.isPresent()) {
            row.setLong(place, value.getAsLong());
        } else {
            row.setNull(place, Types.INTEGER);
        }
    }

    private static void run(PreparedStatement statement, long first, long second)
            throws SQLException {
        statement.setLong(1, first);
        statement.setLong(2, second);
        statement.executeUpdate();
    }

    private static void run(PreparedStatement statement, long first, String second)
            throws SQLException {
        statement.setLong(1, first);
        statement.setString(2, second);
        statement.executeUpdate();
    }

    private void put(Mark mark) throws SQLException {
        try (var update =
                file.prepareStatement(
                        "UPDATE about SET next = ?, anchor = ?, anchor_hash = ?, unreadable = ?")) {
            update.setLong(1, mark.next());
            update.setLong(2, mark.anchor());
            update.setString(3, mark.anchorHash());
            update.setLong(4, mark.unreadable());
            update.executeUpdate();
        }
    }
}
