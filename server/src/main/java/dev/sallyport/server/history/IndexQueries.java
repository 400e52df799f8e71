package dev.sallyport.server.history;

import dev.sallyport.server.history.Facets.Facet;
import dev.sallyport.server.history.Facets.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What the index is asked. For one connection of [IndexFile#reader]; every value is bound, none is part of a statement.
final class IndexQueries {

    private final Connection file;
    private final SearchThreads.Running running;

    /// @param running is asked before each statement, and for each row, whether it may go on
    IndexQueries(Connection file, SearchThreads.Running running) {
        this.file = file;
        this.running = running;
    }

    /// Where the log has a call.
    ///
    /// @param planned as `first` where no record tells what it would do
    record Places(String id, long first, long planned, long told) {}

    record SessionRow(long first, Instant changed, int calls, int denials, int holds) {}

    /// A condition with its values.
    private static final class Where {
        private final StringBuilder text = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        Where and(String condition, Object... bound) {
            text.append(text.isEmpty() ? " WHERE " : " AND ").append(condition);
            values.addAll(List.of(bound));
            return this;
        }

        Where andIf(Optional<?> value, String condition) {
            value.ifPresent(bound -> and(condition, bound));
            return this;
        }
    }

    /// From where calls are taken: with words from the index of words, which has them in the log's order.
    private static String from(CallSearch search) {
        return search.words().isEmpty()
                ? " FROM call c"
                : " FROM words CROSS JOIN call c ON c.first = words.rowid";
    }

    private static String position(CallSearch search) {
        return search.words().isEmpty() ? "c.first" : "words.rowid";
    }

    private static Where where(CallSearch search) {
        var where = new Where();
        if (!search.words().isEmpty()) {
            where.and("words MATCH ?", search.words().expression());
        }
        search.principal()
                .ifPresent(who -> where.and("(c.principal = ? OR c.human = ?)", who, who));
        where.andIf(search.tool(), "c.tool = ?")
                .andIf(search.target(), "c.target = ?")
                .andIf(search.status().map(CallStatus::text), "c.status = ?")
                .andIf(search.code(), "c.code = ?")
                .andIf(search.since().map(Instant::toEpochMilli), "c.begun >= ?")
                .andIf(search.until().map(Instant::toEpochMilli), "c.begun < ?")
                .andIf(
                        search.rule(),
                        "EXISTS (SELECT 1 FROM call_rule r WHERE r.rule = ? AND r.call = c.first)");
        search.held().ifPresent(held -> where.and(held ? "c.held" : "NOT c.held"));
        return where;
    }

    /// @return one more than wanted where there are more, the newest first
    List<Places> calls(CallSearch search, Part part) throws SQLException {
        var at = position(search);
        var where = where(search);
        part.before().ifPresent(before -> where.and(at + " < ?", before));
        part.after().ifPresent(after -> where.and(at + " > ?", after));
        boolean backwards = part.after().isEmpty();
        var found =
                places(
                        "SELECT c.id, c.first, c.planned, c.told"
                                + from(search)
                                + where.text
                                + " ORDER BY "
                                + at
                                + (backwards ? " DESC" : " ASC")
                                + " LIMIT "
                                + (part.limit() + 1),
                        where.values);
        return backwards ? found : found.reversed();
    }

    /// The calls of a session around one of them, the oldest first.
    List<Places> around(long session, long first, int each) throws SQLException {
        var columns = "SELECT id, first, planned, told FROM call WHERE session = ? AND first ";
        var before =
                places(
                        columns + "< ? ORDER BY first DESC LIMIT " + each,
                        List.<Object>of(session, first));
        var from =
                places(
                        columns + ">= ? ORDER BY first LIMIT " + (each + 1),
                        List.<Object>of(session, first));
        var all = new ArrayList<>(before.reversed());
        all.addAll(from);
        return all;
    }

    private List<Places> places(String query, List<Object> values) throws SQLException {
        return rows(
                query,
                values,
                row -> {
                    long first = row.getLong(2);
                    long planned = row.getLong(3);
                    return new Places(
                            row.getString(1), first, planned < 0 ? first : planned, row.getLong(4));
                });
    }

    Facets facets(CallSearch search) throws SQLException {
        var where = where(search);
        var hits =
                "WITH hit AS MATERIALIZED (SELECT c.first, c.status, c.code, c.principal, c.tool, c.target, c.held"
                        + from(search)
                        + where.text
                        + " ORDER BY "
                        + position(search)
                        + " DESC LIMIT "
                        + (Facets.CALLS_MAX + 1)
                        + ")";
        var query =
                hits
                        + " SELECT '', '', count(*) FROM hit"
                        + facet(Facet.STATUS, "status", "hit")
                        + facet(Facet.CODE, "code", "hit WHERE code <> ''")
                        + facet(Facet.PRINCIPAL, "principal", "hit WHERE principal <> ''")
                        + facet(Facet.TOOL, "tool", "hit WHERE tool <> ''")
                        + facet(Facet.TARGET, "target", "hit WHERE target <> ''")
                        + facet(Facet.HELD, "iif(held, 'yes', 'no')", "hit")
                        + facet(Facet.RULE, "rule", "hit JOIN call_rule ON call = first");
        var values = new EnumMap<Facet, List<Value>>(Facet.class);
        int[] total = new int[1];
        var _ =
                rows(
                        query,
                        where.values,
                        row -> {
                            if (row.getString(1).isEmpty()) {
                                total[0] = row.getInt(3);
                            } else {
                                values.computeIfAbsent(
                                                Facet.valueOf(row.getString(1)),
                                                _ -> new ArrayList<>())
                                        .add(new Value(row.getString(2), row.getInt(3)));
                            }
                            return true;
                        });
        return new Facets(
                Math.min(total[0], Facets.CALLS_MAX),
                total[0] > Facets.CALLS_MAX,
                Map.copyOf(values));
    }

    private static String facet(Facet facet, String column, String from) {
        return " UNION ALL SELECT * FROM (SELECT '"
                + facet
                + "', "
                + column
                + ", count(*) FROM "
                + from
                + " GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT "
                + Facets.VALUES_MAX
                + ")";
    }

    /// @param from in ms
    /// @param each how long a part is, in ms
    List<CallFigures.Figures> figures(long from, long each, int parts) throws SQLException {
        record Counted(int number, CallFigures.Figures figures) {}
        var found =
                rows(
                        """
                        WITH part AS (
                          SELECT (begun - ?) / ? AS part, status, held, masked, duration_ms
                          FROM call WHERE begun >= ? AND begun < ?
                        ), ranked AS (
                          SELECT *, row_number() OVER (PARTITION BY part ORDER BY duration_ms NULLS LAST) AS rank,
                            count(duration_ms) OVER (PARTITION BY part) AS timed
                          FROM part
                        )
                        SELECT part, count(*), sum(status = 'denied'), sum(held), sum(masked), max(timed),
                          max(iif(rank <= (timed + 1) / 2, duration_ms, 0)),
                          max(iif(rank <= (95 * timed + 99) / 100, duration_ms, 0))
                        FROM ranked GROUP BY part
                        """,
                        List.of(from, each, from, from + each * parts),
                        row ->
                                new Counted(
                                        row.getInt(1),
                                        new CallFigures.Figures(
                                                row.getLong(2),
                                                row.getLong(3),
                                                row.getLong(4),
                                                row.getLong(5),
                                                row.getLong(6),
                                                row.getLong(7),
                                                row.getLong(8))));
        var all = new ArrayList<>(Collections.nCopies(parts, CallFigures.Figures.NONE));
        found.forEach(part -> all.set(part.number(), part.figures()));
        return all;
    }

    OptionalLong firstOf(String callId) throws SQLException {
        return first(
                rows(
                        "SELECT first FROM call WHERE id = ?",
                        List.of(callId),
                        row -> row.getLong(1)));
    }

    int recordsOf(long call) throws SQLException {
        return rows(
                        "SELECT count(*) FROM call_record WHERE call = ?",
                        List.of(call),
                        row -> row.getInt(1))
                .getFirst();
    }

    /// @param backwards whether the last of them
    List<Long> recordsOf(long call, boolean backwards, int limit) throws SQLException {
        return rows(
                "SELECT position FROM call_record WHERE call = ? ORDER BY position "
                        + (backwards ? "DESC" : "ASC")
                        + " LIMIT "
                        + limit,
                List.of(call),
                row -> row.getLong(1));
    }

    /// @return one more than wanted where there are more, the newest first
    List<SessionRow> sessions(Part part) throws SQLException {
        var where = new Where();
        part.before().ifPresent(before -> where.and("first < ?", before));
        part.after().ifPresent(after -> where.and("first > ?", after));
        boolean backwards = part.after().isEmpty();
        var found =
                rows(
                        "SELECT * FROM session"
                                + where.text
                                + " ORDER BY first "
                                + (backwards ? "DESC" : "ASC")
                                + " LIMIT "
                                + (part.limit() + 1),
                        where.values,
                        IndexQueries::session);
        return backwards ? found : found.reversed();
    }

    Optional<SessionRow> session(long first) throws SQLException {
        return rows("SELECT * FROM session WHERE first = ?", List.of(first), IndexQueries::session)
                .stream()
                .findFirst();
    }

    OptionalLong sessionOf(long call) throws SQLException {
        return first(
                rows(
                        "SELECT session FROM call WHERE first = ? AND session IS NOT NULL",
                        List.of(call),
                        row -> row.getLong(1)));
    }

    /// How many calls of a session begin before a position.
    int callsBefore(long session, long first) throws SQLException {
        return rows(
                        "SELECT count(*) FROM call WHERE session = ? AND first < ?",
                        List.<Object>of(session, first),
                        row -> row.getInt(1))
                .getFirst();
    }

    OptionalLong lastOf(long session) throws SQLException {
        return first(
                rows(
                        "SELECT first FROM call WHERE session = ? ORDER BY first DESC LIMIT 1",
                        List.of(session),
                        row -> row.getLong(1)));
    }

    private static OptionalLong first(List<Long> rows) {
        return rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rows.getFirst());
    }

    private static SessionRow session(ResultSet row) throws SQLException {
        return new SessionRow(
                row.getLong("first"),
                Instant.ofEpochMilli(row.getLong("changed")),
                row.getInt("calls"),
                row.getInt("denials"),
                row.getInt("holds"));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String query, List<?> values, Reading<T> reading) throws SQLException {
        running.goOn();
        try (var statement = file.prepareStatement(query)) {
            bind(statement, values);
            try (var row = statement.executeQuery()) {
                var found = new ArrayList<T>();
                while (row.next()) {
                    running.goOn();
                    found.add(reading.read(row));
                }
                return found;
            }
        }
    }

    private static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
