package dev.sallyport.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What calls add to their sessions, until it is written. Ends with the connection. One thread at a time.
final class SessionTally {

    private final Seen seen;
    private final PreparedStatement select;
    private final PreparedStatement update;
    private final Rows made;
    private final Map<Key, Tally> sessions = new HashMap<>();

    /// @param seen those in the file
    SessionTally(Connection file, Seen seen) throws SQLException {
        this.seen = seen;
        this.select =
                file.prepareStatement("SELECT first FROM session WHERE id = ? AND principal = ?");
        this.update =
                file.prepareStatement(
                        "UPDATE session SET changed = max(changed, ?), calls = calls + ?,"
                                + " denials = denials + ?, holds = holds + ? WHERE first = ?");
        this.made = new Rows(file, "INSERT INTO session", 7);
    }

    /// A client may say what it likes: only together with the principal does a session's id name anything.
    private record Key(String id, String principal) {}

    private static final class Tally {
        private final long first;
        private final boolean stored;
        private long changed;
        private int calls;
        private int denials;
        private int holds;

        Tally(long first, boolean stored) {
            this.first = first;
            this.stored = stored;
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
                    sessions.computeIfAbsent(
                            new Key("", "#" + first), _ -> new Tally(first, true)));
        }
        if (call.sessionId.isEmpty()) {
            return Optional.empty();
        }
        var key = new Key(call.sessionId.get(), call.principal);
        var known = sessions.get(key);
        if (known == null) {
            var stored = seen.add(key) ? find(key) : OptionalLong.empty();
            known = new Tally(stored.orElse(call.first), stored.isPresent());
            sessions.put(key, known);
        }
        return Optional.of(known);
    }

    private OptionalLong find(Key key) throws SQLException {
        select.setString(1, key.id);
        select.setString(2, key.principal);
        try (var row = select.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    void write() throws SQLException {
        for (var each : sessions.entrySet()) {
            if (each.getValue().stored) {
                update(each.getValue());
            } else {
                make(each.getKey(), each.getValue());
            }
        }
        made.flush();
        sessions.clear();
    }

    private void update(Tally tally) throws SQLException {
        update.setLong(1, tally.changed);
        update.setInt(2, tally.calls);
        update.setInt(3, tally.denials);
        update.setInt(4, tally.holds);
        update.setLong(5, tally.first);
        var _ = update.executeUpdate();
    }

    private void make(Key key, Tally tally) throws SQLException {
        made.add(
                tally.first,
                key.id,
                key.principal,
                tally.changed,
                tally.calls,
                tally.denials,
                tally.holds);
    }
}
