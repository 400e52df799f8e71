package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.BrokenGlass.Review;
import dev.sallyport.server.approval.BrokenGlass.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.JsonNodeFactory;

/// The SQL of broken glass. Each method runs in the caller's transaction; changes are compare-and-swap.
final class GlassTable {
    private GlassTable() {}

    /// Lets one transaction at a time count and add what the human breaks.
    static void lockBreaker(Handle handle, Human human) {
        handle.execute(
                "INSERT INTO approval_breaker (human, revision) VALUES (?, 0)"
                        + " ON CONFLICT (human) DO UPDATE SET revision = approval_breaker.revision + 1",
                human.name());
    }

    static void insert(Handle handle, String requestId, BrokenGlass glass) {
        handle.execute(
                "INSERT INTO approval_review (request_id, request_digest, breaker, breaker_human, break_reason,"
                        + " passed_over, break_key_id, broken_at, due_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)",
                requestId,
                glass.digest(),
                Columns.write(glass.breaker()),
                Human.of(glass.breaker().subject()).name(),
                Columns.write(glass.reason()),
                passed(glass.passed()),
                glass.key().map(CastWith::keyId).orElse(null),
                glass.at().toEpochMilli(),
                glass.due().toEpochMilli());
    }

    /// @return whether nobody has reviewed it before
    static boolean review(Handle handle, String requestId, Review review) {
        return handle.execute(
                        "UPDATE approval_review SET reviewer = ?, review_verdict = ?, review_note = ?, reviewed_at = ?"
                                + " WHERE request_id = ? AND reviewed_at IS NULL",
                        Columns.write(review.reviewer()),
                        review.verdict().name(),
                        Columns.write(review.note()),
                        review.at().toEpochMilli(),
                        requestId)
                == 1;
    }

    /// @return whether it had not been noted before, and nobody has reviewed it
    static boolean overdue(Handle handle, String requestId, Instant now) {
        return handle.execute(
                        "UPDATE approval_review SET overdue_at = ?"
                                + " WHERE request_id = ? AND overdue_at IS NULL AND reviewed_at IS NULL",
                        now.toEpochMilli(),
                        requestId)
                == 1;
    }

    /// Ids of requests whose review is overdue, which has not been told yet, but for the first so many.
    static List<String> untold(Handle handle, Instant now, int first, int limit) {
        return handle.createQuery(
                        "SELECT request_id FROM approval_review WHERE reviewed_at IS NULL AND overdue_at IS NULL"
                                + " AND due_at <= ? ORDER BY due_at, request_id LIMIT ? OFFSET ?")
                .bind(0, now.toEpochMilli())
                .bind(1, limit)
                .bind(2, first)
                .mapTo(String.class)
                .list();
    }

    /// What stands against a human who would break the glass.
    ///
    /// @param waiting how often they broke it and nobody has reviewed that
    /// @param overdue how many of these should have been reviewed by now
    /// @param notJustified how often it was found since then that it was not justified
    record Past(int waiting, int overdue, int notJustified) {}

    static Past past(Handle handle, Human human, Instant now, Instant since) {
        return handle.createQuery(
                        """
                        SELECT
                          SUM(CASE WHEN reviewed_at IS NULL THEN 1 ELSE 0 END) AS waiting,
                          SUM(CASE WHEN reviewed_at IS NULL AND due_at <= :now THEN 1 ELSE 0 END) AS overdue,
                          SUM(CASE WHEN reviewed_at > :since AND review_verdict = 'NOT_JUSTIFIED' THEN 1 ELSE 0 END)
                            AS not_justified
                        FROM approval_review WHERE breaker_human = :human
                        """)
                .bind("now", now.toEpochMilli())
                .bind("since", since.toEpochMilli())
                .bind("human", human.name())
                // Absent is 0.
                .map((row, _) ->
                        new Past(
                                row.getInt("waiting"),
                                row.getInt("overdue"),
                                row.getInt("not_justified")))
                .one();
    }

    /// The broken glass of some requests, of each at most one.
    static OfRequests<BrokenGlass> of(Handle handle, List<String> ids) {
        if (ids.isEmpty()) {
            return OfRequests.none();
        }
        var broken =
                handle.createQuery(
                                "SELECT r.*, r.break_key_id AS key_id, "
                                        + KeyTable.COLUMNS
                                        + " FROM approval_review r LEFT JOIN api_key k ON k.key_id = r.break_key_id"
                                        + " WHERE r.request_id IN (<ids>)")
                        .bindList("ids", ids);
        return OfRequests.read(broken, "broken glass", GlassTable::glass);
    }

    private static BrokenGlass glass(ResultSet row) throws SQLException {
        return new BrokenGlass(
                Columns.principal(row.getString("breaker")),
                row.getString("request_digest"),
                Columns.text(row.getString("break_reason")),
                passed(row.getString("passed_over")),
                Columns.time(row, "broken_at"),
                Columns.time(row, "due_at"),
                KeyTable.castWith(row),
                Columns.perhapsTime(row, "overdue_at"),
                review(row));
    }

    private static String passed(SortedMap<String, Integer> passed) {
        var json = JsonNodeFactory.instance.objectNode();
        passed.forEach(json::put);
        return Columns.write(json);
    }

    /// @throws IllegalArgumentException when it is not what was written
    private static SortedMap<String, Integer> passed(String column) {
        var passed = new TreeMap<String, Integer>();
        var json = Columns.json(column);
        for (var entry : json.properties()) {
            if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
                throw new IllegalArgumentException("so many had agreed, or none");
            }
            passed.put(entry.getKey(), entry.getValue().intValue());
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("what was passed over is an object");
        }
        return passed;
    }

    private static Optional<Review> review(ResultSet row) throws SQLException {
        var at = Columns.perhapsTime(row, "reviewed_at");
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Review(
                                Columns.principal(String.valueOf(row.getString("reviewer"))),
                                Verdict.valueOf(String.valueOf(row.getString("review_verdict"))),
                                Columns.text(String.valueOf(row.getString("review_note"))),
                                at.get()));
    }
}
