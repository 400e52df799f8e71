package dev.sallyport.server.approval;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The SQL of what time does to held calls: which are due, abandoned or kept long enough. Each method runs in the caller's
/// transaction.
final class DueRequests {

    /// What will never run, is not running, and is no riddle; without a reply that is kept for a repeat, a review that
    /// somebody owes, or one that was given since then and may still keep its human from breaking other glass.
    private static final String OVER =
            "state IN ('COMPLETED', 'FAILED', 'REJECTED', 'EXPIRED', 'CANCELLED') AND reply IS NULL"
                    + " AND NOT EXISTS (SELECT 1 FROM approval_review WHERE request_id = approval_request.id"
                    + " AND (reviewed_at IS NULL OR reviewed_at > :reviewed))";

    private static final String DUE = "state IN ('PENDING', 'APPROVED') AND NOT expires_at > ?";

    private DueRequests() {}

    /// Ids of open requests whose deadline has come, the oldest first.
    static List<String> due(Handle handle, Instant now, int limit) {
        return ids(handle, DUE + " ORDER BY expires_at, id", now, limit);
    }

    static boolean isDue(Handle handle, String id, Instant now) {
        return handle.createQuery("SELECT 1 FROM approval_request WHERE " + DUE + " AND id = ?")
                .bind(0, now.toEpochMilli())
                .bind(1, id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// Ids of requests that somebody claimed before then and did not finish.
    static List<String> claimedBefore(Handle handle, Instant before, int limit) {
        return ids(
                handle,
                "state = 'EXECUTING' AND NOT claimed_at > ? ORDER BY claimed_at, id",
                before,
                limit);
    }

    private static List<String> ids(Handle handle, String thoseBefore, Instant before, int limit) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE " + thoseBefore + " LIMIT ?")
                .bind(0, before.toEpochMilli())
                .bind(1, limit)
                .mapTo(String.class)
                .list();
    }

    /// Ids of requests that this instance claimed and did not finish.
    static List<String> executing(Handle handle, String executor) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE state = 'EXECUTING' AND executor = ?"
                                + " ORDER BY created_at, id")
                .bind(0, executor)
                .mapTo(String.class)
                .list();
    }

    /// Those of all waiting requests that can still be decided.
    static Set<String> pending(Handle handle, Instant now) {
        return new HashSet<>(
                handle.createQuery(
                                "SELECT id FROM approval_request WHERE state = 'PENDING' AND expires_at > ?")
                        .bind(0, now.toEpochMilli())
                        .mapTo(String.class)
                        .list());
    }

    /// Ids of requests that ended before then and that nobody has to look at any more, the oldest first.
    ///
    /// @param reviewed from when on a review of broken glass keeps its request
    static List<String> ended(Handle handle, Instant before, Instant reviewed, int limit) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE NOT ended_at > :before AND "
                                + OVER
                                + " ORDER BY ended_at LIMIT :limit")
                .bind("before", before.toEpochMilli())
                .bind("reviewed", reviewed.toEpochMilli())
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /// Deletes a request that is over, with its votes.
    ///
    /// @param reviewed as in [#ended]
    /// @return whether it was there
    static boolean delete(Handle handle, String id, Instant reviewed) {
        var _ =
                execute(
                        handle,
                        "DELETE FROM approval_vote WHERE request_id IN (SELECT id FROM approval_request"
                                + " WHERE id = :id AND "
                                + OVER
                                + ")",
                        id,
                        reviewed);
        return execute(
                        handle,
                        "DELETE FROM approval_request WHERE id = :id AND " + OVER,
                        id,
                        reviewed)
                == 1;
    }

    private static int execute(Handle handle, String delete, String id, Instant reviewed) {
        return handle.createUpdate(delete)
                .bind("id", id)
                .bind("reviewed", reviewed.toEpochMilli())
                .execute();
    }

    /// Drops the replies of calls that ended before then.
    static int forgetReplies(Handle handle, Instant before) {
        return handle.execute(
                "UPDATE approval_request SET reply = NULL WHERE reply IS NOT NULL AND NOT ended_at > ?",
                before.toEpochMilli());
    }
}
