package dev.sallyport.server.history;

import dev.sallyport.audit.LoggedRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Puts records into the index, so many at a time, in one transaction with how far it came. One thread at a time.
final class IndexWriter {

    private final Connection file;
    private final WordsTable.Taker words;
    private final Seen calls;
    private final SessionTally sessions;
    // Those to be stored, in the order they came in.
    private final Map<String, CallEntry> entries = new LinkedHashMap<>();
    private final Rows callRows;
    private final Rows placeRows;
    private final Rows ruleRows;
    private final Rows textRows;

    IndexWriter(IndexFile file) throws SQLException {
        this(file.writer(), new WordsTable(file.writer())::take, Seen.anything(), Seen.anything());
    }

    /// @param words gets what is to be found by words
    /// @param calls those in the file
    /// @param sessions those in the file
    IndexWriter(Connection file, WordsTable.Taker words, Seen calls, Seen sessions)
            throws SQLException {
        this.file = file;
        this.words = words;
        this.calls = calls;
        this.sessions = new SessionTally(file, sessions);
        callRows = new Rows(file, "INSERT OR REPLACE INTO call", 16);
        placeRows = new Rows(file, "INSERT OR IGNORE INTO call_record", 2);
        ruleRows = new Rows(file, "INSERT OR IGNORE INTO call_rule", 2);
        textRows = new Rows(file, "INSERT OR REPLACE INTO call_text", 2);
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

    /// All of it, or nothing; after an exception this is spent.
    void write(List<LoggedRecord> records, Mark mark) throws SQLException {
        file.setAutoCommit(false);
        try {
            add(records);
            put(mark);
            store(mark.next());
            file.commit();
        } catch (SQLException | RuntimeException e) {
            file.rollback();
            throw e;
        } finally {
            file.setAutoCommit(true);
        }
    }

    /// Takes records in, and stores none of their calls yet.
    void add(List<LoggedRecord> records) throws SQLException {
        for (var logged : records) {
            var id = logged.record().callId();
            if (id.isPresent()) {
                entry(id.get(), logged).add(logged);
            }
        }
    }

    /// Stores the calls that came in before a position of the log, in the transaction that is under way.
    void store(long before) throws SQLException {
        var ready = new ArrayList<CallEntry>();
        var each = entries.values().iterator();
        for (boolean more = each.hasNext(); more; more = more && each.hasNext()) {
            var call = each.next();
            more = call.added < before;
            if (more) {
                ready.add(call);
                each.remove();
            }
        }
        for (var call : ready) {
            sessions.add(call);
        }
        sessions.write();
        store(ready);
    }

    private CallEntry entry(String id, LoggedRecord logged) throws SQLException {
        var known = entries.get(id);
        if (known == null) {
            known =
                    (calls.add(id) ? stored(id) : Optional.<CallEntry>empty())
                            .orElseGet(() -> new CallEntry(logged, id));
            known.added = logged.index();
            entries.put(id, known);
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

    private void store(List<CallEntry> calls) throws SQLException {
        var texts = new ArrayList<WordsTable.Text>();
        for (var each : calls) {
            store(each);
            for (long position : each.positions) {
                placeRows.add(each.first, position);
            }
            for (var name : each.rules) {
                ruleRows.add(name, each.first);
            }
            var now = each.text();
            if (!each.storedText.equals(Optional.of(now))) {
                texts.add(new WordsTable.Text(each.first, now, each.storedText));
                textRows.add(each.first, now);
            }
        }
        callRows.flush();
        placeRows.flush();
        ruleRows.flush();
        textRows.flush();
        texts.sort(Comparator.comparingLong(WordsTable.Text::call));
        words.take(texts);
    }

    private void store(CallEntry call) throws SQLException {
        callRows.add(
                call.first,
                call.id,
                call.planned,
                call.told,
                call.begun,
                call.changed,
                call.status.text(),
                call.code,
                call.held,
                call.principal,
                call.human,
                call.tool,
                call.target,
                orNull(call.session),
                orNull(call.duration),
                call.masked);
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    void put(Mark mark) throws SQLException {
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
