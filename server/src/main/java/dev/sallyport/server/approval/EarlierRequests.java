package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of what a requester asked for before, for the same human, and what came of it: what decides whether humans are
/// asked, and whether what others granted counts. Reads only, in the caller's transaction.
final class EarlierRequests {

    /// Of the same requester, for the same human; as [#bind] says.
    static final String SAME = "requester = :requester AND on_behalf_of = :human";

    /// By the requester or the human behind it, however they are written; as [#bindThemselves] says.
    private static final String BY_THEMSELVES = "ended_human IN (:asker, :behind)";

    /// Since then a human other than the requester and the one behind it rejected it or took it back.
    private static final String SAID_NO =
            "(ended_at >= :since AND (state = 'REJECTED' OR (state = 'CANCELLED' AND ended_human IS NOT NULL"
                    + " AND NOT "
                    + BY_THEMSELVES
                    + ")))";

    private EarlierRequests() {}

    /// Says whose requests are [#SAME].
    static Query bind(Query query, Principal requester) {
        return query.bind("requester", requester.subject())
                .bind("human", requester.onBehalfOf().orElse(""));
    }

    /// Says who are [#BY_THEMSELVES].
    private static Query bindThemselves(Query query, Principal requester) {
        return query.bind("asker", Human.of(requester.subject()).name())
                .bind("behind", Human.of(requester.onBehalfOf().orElse("")).name());
    }

    /// The id of the open request for the same plan.
    static Optional<String> findOpen(Handle handle, NewRequest asked) {
        return samePlan(handle, "id", "state IN ('PENDING', 'APPROVED')", asked)
                .mapTo(String.class)
                .findOne();
    }

    /// Whether humans have the word on exactly this plan, whatever else they granted: they are asked about it, or approved
    /// it; it runs; nobody knows whether it ran; its reply is kept for whoever repeats it; or one of them said no to it
    /// since then, by rejecting it or by taking an approval back.
    static boolean isForHumans(Handle handle, NewRequest asked, Instant since) {
        // The states are named so that the index leaves out the expired, of which there may be very
        // many.
        return any(
                handle,
                "state IN ('PENDING', 'APPROVED', 'EXECUTING', 'UNKNOWN', 'COMPLETED', 'FAILED', 'REJECTED',"
                        + " 'CANCELLED') AND (state IN ('PENDING', 'APPROVED', 'EXECUTING', 'UNKNOWN')"
                        + " OR reply IS NOT NULL OR "
                        + SAID_NO
                        + ")",
                asked,
                since);
    }

    /// Whether since then a human said no to exactly this plan, by rejecting it or by taking it back.
    static boolean wasRefused(Handle handle, NewRequest asked, Instant since) {
        return any(handle, "state IN ('REJECTED', 'CANCELLED') AND " + SAID_NO, asked, since);
    }

    private static boolean any(Handle handle, String condition, NewRequest asked, Instant since) {
        return bindThemselves(
                        samePlan(handle, "1", condition + " LIMIT 1", asked), asked.requester())
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static Query samePlan(
            Handle handle, String column, String condition, NewRequest asked) {
        var query =
                handle.createQuery(
                        "SELECT "
                                + column
                                + " FROM approval_request WHERE "
                                + SAME
                                + " AND plan_digest = :plan AND "
                                + condition);
        return bind(query, asked.requester()).bind("plan", asked.plan().digest());
    }

    /// How many wait, whoever asked.
    static int countPending(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM approval_request WHERE state = 'PENDING'")
                .mapTo(Integer.class)
                .one();
    }

    /// How many of the requester's wait.
    static int countPending(Handle handle, Principal requester) {
        var query =
                handle.createQuery(
                        "SELECT COUNT(*) FROM approval_request WHERE state = 'PENDING' AND "
                                + SAME);
        return bind(query, requester).mapTo(Integer.class).one();
    }

    /// How many bytes the contents have of those of the requester that wait.
    static long pendingBytes(Handle handle, Principal requester) {
        var query =
                handle.createQuery(
                        "SELECT COALESCE(SUM(OCTET_LENGTH(content)), 0) FROM approval_request"
                                + " WHERE state = 'PENDING' AND "
                                + SAME);
        return bind(query, requester).mapTo(Long.class).one();
    }

    /// When the requester's calls of the tool on the target were rejected, since then, the newest first.
    static List<Instant> rejections(
            Handle handle,
            Principal requester,
            String tool,
            String target,
            Instant since,
            int limit) {
        var query =
                ended(handle, "tool = :tool AND target = :target AND state = 'REJECTED'")
                        .bind("tool", tool)
                        .bind("target", target);
        return times(query, requester, since, limit);
    }

    /// When the requester, or the human behind it, took requests back, since then, the newest first.
    static List<Instant> takenBack(Handle handle, Principal requester, Instant since, int limit) {
        var query = ended(handle, "state = 'CANCELLED' AND " + BY_THEMSELVES);
        return times(bindThemselves(query, requester), requester, since, limit);
    }

    private static Query ended(Handle handle, String condition) {
        return handle.createQuery(
                "SELECT ended_at FROM approval_request WHERE "
                        + SAME
                        + " AND "
                        + condition
                        + " AND ended_at > :since ORDER BY ended_at DESC LIMIT :limit");
    }

    private static List<Instant> times(Query ended, Principal requester, Instant since, int limit) {
        return bind(ended, requester)
                .bind("since", since.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> Columns.time(row, "ended_at"))
                .list();
    }
}
