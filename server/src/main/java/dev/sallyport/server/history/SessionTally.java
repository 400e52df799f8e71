package dev.sallyport.server.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a batch of calls adds to their sessions. One thread at a time.
final class SessionTally {

    private final Connection file;
    private final Map<Key, Tally> sessions = new HashMap<>();

    SessionTally(Connection file) {
        this.file = file;
    }

    /// A client may say what it likes: only together with the principal does a session's id name anything.
    private record Key(String id, String principal) {}

    private static final class Tally {
        private final long first;
        private long changed;
        private int calls;
        private int denials;
        private int holds;

        Tally(long first) {
            this.first = first;
        }
    }

    /// Counts a call, as it is now against what the file has of it, and tells it its session.
    void add(CallEntry call) throws SQLException {
        var found = tally(call);
        if (found.isEmpty()) {
            return;
        }
        var tally = found.get();
        boolean counted = call.storedText.isPresent() && call.session.isPresent();
        tally.changed = Math.max(tally.changed, call.changed);
        tally.calls += counted ? 0 : 1;
        tally.denials += denied(call.status) - (counted ? denied(call.storedStatus) : 0);
        tally.holds += (call.held ? 1 : 0) - (counted && call.storedHeld ? 1 : 0);
        call.session = OptionalLong.of(tally.first);
    }

    private static int denied(CallStatus status) {
        return status == CallStatus.DENIED ? 1 : 0;
    }

    private Optional<Tally> tally(CallEntry call) throws SQLException {
        if (call.session.isPresent()) {
            long first = call.session.getAsLong();
            return Optional.of(
                    sessions.computeIfAbsent(new Key("", "#" + first), _ -> new Tally(first)));
        }
        if (call.sessionId.isEmpty()) {
            return Optional.empty();
        }
        var key = new Key(call.sessionId.get(), call.principal);
        var known = sessions.get(key);
        if (known == null) {
            var stored = find(key);
            known = new Tally(stored.orElse(call.first));
            sessions.put(key, known);
            if (stored.isEmpty()) {
                make(key, known.first);
            }
        }
        return Optional.of(known);
    }

    private OptionalLong find(Key key) throws SQLException {
        try (var select =
                file.prepareStatement("SELECT first FROM session WHERE id = ? AND principal = ?")) {
            select.setString(1, key.id);
            select.setString(2, key.principal);
            try (var row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private void make(Key key, long first) throws SQLException {
        try (var insert =
                file.prepareStatement("INSERT INTO session VALUES (?, ?, ?, 0, 0, 0, 0)")) {
            insert.setLong(1, first);
            insert.setString(2, key.id);
            insert.setString(3, key.principal);
            insert.executeUpdate();
        }
    }

    void write() throws SQLException {
        try (var update =
                file.prepareStatement(
                        "UPDATE session SET changed = max(changed, ?), calls = calls + ?,"
                                + " denials = denials + ?, holds = holds + ? WHERE first = ?")) {
            for (var tally : sessions.values()) {
                update.setLong(1, tally.changed);
                update.setInt(2, tally.calls);
                update.setInt(3, tally.denials);
                update.setInt(4, tally.holds);
                update.setLong(5, tally.first);
                update.executeUpdate();
            }
        }
    }
}
