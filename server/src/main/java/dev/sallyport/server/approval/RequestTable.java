package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.tools.CanonicalJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SQL of held calls, and the check that what is read is what was written. Each method runs in the
/// caller's transaction; changes are compare-and-swap on the state.
final class RequestTable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestTable.class);

    /// What will never run, is not running, and is no riddle; without a reply that is kept for a repeat, a review that
    /// somebody owes, or one that was given since then and may still keep its human from breaking other glass.
    private static final String OVER =
            "state IN ('COMPLETED', 'FAILED', 'REJECTED', 'EXPIRED', 'CANCELLED') AND reply IS NULL"
                    + " AND NOT EXISTS (SELECT 1 FROM approval_review WHERE request_id = approval_request.id"
                    + " AND (reviewed_at IS NULL OR reviewed_at > :reviewed))";

    /// Since then a human other than the requester and the one behind it rejected it or took it back.
    private static final String SAID_NO =
            "(ended_at >= :since AND (state = 'REJECTED' OR (state = 'CANCELLED' AND ended_by IS NOT NULL"
                    + " AND ended_by NOT IN (:requester, :human))))";

    private static final String PENDING = " AND state = 'PENDING'";

    /// No role is called so: of requests whose roles were not noted beside them.
    private static final String ANY_ROLE = "*";

    private RequestTable() {}

    /// @return whether it was inserted; false when an open one of the same requester and plan is there
    static boolean insert(
            Handle handle, String id, NewRequest asked, Instant now, Instant expires) {
        var content = RequestContent.toJson(id, asked);
        boolean made =
                handle.execute(
                                "INSERT INTO approval_request (id, state, revision, requester, on_behalf_of, tool, target, plan_digest,"
                                        + " content, digest, created_at, expires_at)"
                                        + " VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                id,
                                State.PENDING.name(),
                                asked.requester().subject(),
                                asked.requester().onBehalfOf().orElse(""),
                                asked.plan().tool(),
                                asked.plan().target(),
                                asked.plan().digest(),
                                StoredRequest.canonical(content),
                                CanonicalJson.sha256(content),
                                now.toEpochMilli(),
                                expires.toEpochMilli())
                        == 1;
        if (made) {
            asked.approvers().stream()
                    .map(ApproverSet::role)
                    .distinct()
                    .forEach(role ->
                            handle.execute(
                                    "INSERT INTO approval_wanted (request_id, role) VALUES (?, ?)",
                                    id,
                                    role));
        }
        return made;
    }

    /// Takes the row for this transaction, so that no other changes it until the end.
    ///
    /// @return whether there is one
    static boolean lock(Handle handle, String id) {
        return handle.execute(
                        "UPDATE approval_request SET revision = revision + 1 WHERE id = ?", id)
                == 1;
    }

    /// @throws TamperedException when the row is not what was written
    static Optional<ApprovalRequest> find(Handle handle, String id) {
        var row =
                handle.createQuery(
                                "SELECT "
                                        + StoredRequest.COLUMNS
                                        + ", reply, reply_is_error FROM approval_request WHERE id = ?")
                        .bind(0, id)
                        .map((result, context) ->
                                StoredRequest.read(
                                        result,
                                        Optional.ofNullable(result.getString("reply")),
                                        result.getInt("reply_is_error") != 0))
                        .findOne();
        var ids = List.of(id);
        return row.map(r ->
                r.verified(VoteTable.of(handle, ids).of(id), GlassTable.of(handle, ids).of(id)));
    }

    /// The id of the open request of the same requester, for the same human, for the same plan.
    static Optional<String> findOpen(Handle handle, NewRequest asked) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE requester = ? AND on_behalf_of = ?"
                                + " AND plan_digest = ? AND state IN ('PENDING', 'APPROVED')")
                .bind(0, asked.requester().subject())
                .bind(1, asked.requester().onBehalfOf().orElse(""))
                .bind(2, asked.plan().digest())
                .mapTo(String.class)
                .findOne();
    }

    /// Whether humans have the word on exactly this plan of the same requester, for the same human, whatever else they
    /// granted: they are asked about it, or approved it; it runs; nobody knows whether it ran; its reply is kept for
    /// whoever repeats it; or one of them said no to it since then, by rejecting it or by taking an approval back.
    static boolean isForHumans(Handle handle, NewRequest asked, Instant since) {
        // The states are named so that the index leaves out the expired, of which there may be very
        // many.
        return handle.createQuery(
                        "SELECT 1 FROM approval_request WHERE requester = :requester AND on_behalf_of = :human"
                                + " AND plan_digest = :plan AND state IN ('PENDING', 'APPROVED', 'EXECUTING',"
                                + " 'UNKNOWN', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED')"
                                + " AND (state IN ('PENDING', 'APPROVED', 'EXECUTING', 'UNKNOWN')"
                                + " OR reply IS NOT NULL OR "
                                + SAID_NO
                                + ") LIMIT 1")
                .bind("requester", asked.requester().subject())
                .bind("human", asked.requester().onBehalfOf().orElse(""))
                .bind("plan", asked.plan().digest())
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// Whether since then a human said no to exactly this plan of the same requester, for the same human, by rejecting it
    /// or by taking it back.
    static boolean wasRefused(Handle handle, NewRequest asked, Instant since) {
        return handle.createQuery(
                        "SELECT 1 FROM approval_request WHERE requester = :requester AND on_behalf_of = :human"
                                + " AND plan_digest = :plan AND state IN ('REJECTED', 'CANCELLED') AND "
                                + SAID_NO
                                + " LIMIT 1")
                .bind("requester", asked.requester().subject())
                .bind("human", asked.requester().onBehalfOf().orElse(""))
                .bind("plan", asked.plan().digest())
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// Which requests are listed.
    ///
    /// @param requester those that exactly this principal made for the same human
    /// @param wanting those that may ask for one of these roles; whoever lists looks again at what a request says
    record Those(Optional<Principal> requester, Set<String> wanting) {

        static final Those ALL = new Those(Optional.empty(), Set.of());

        Those {
            wanting = Set.copyOf(wanting);
        }

        /// Either of them is enough; nothing is asked of all.
        private String condition() {
            var either = new ArrayList<String>();
            requester.ifPresent(
                    _ -> either.add("(requester = :requester AND on_behalf_of = :human)"));
            if (!wanting.isEmpty()) {
                either.add(
                        "EXISTS (SELECT 1 FROM approval_wanted WHERE request_id = approval_request.id"
                                + " AND role IN (<wanting>))");
            }
            return either.isEmpty() ? "1 = 1" : "(" + String.join(" OR ", either) + ")";
        }

        private Query bind(Query query) {
            requester.ifPresent(r ->
                    query.bind("requester", r.subject()).bind("human", r.onBehalfOf().orElse("")));
            if (!wanting.isEmpty()) {
                var roles = new ArrayList<>(wanting);
                roles.add(ANY_ROLE);
                query.bindList("wanting", roles);
            }
            return query;
        }
    }

    /// The newest first, without replies. What was tampered with is left out and logged.
    static List<ApprovalRequest> list(
            Handle handle, Optional<State> state, Those those, int limit) {
        var query =
                handle.createQuery(
                        "SELECT "
                                + StoredRequest.COLUMNS
                                + " FROM approval_request WHERE "
                                + those.condition()
                                + (state.isPresent() ? " AND state = :state" : "")
                                + " ORDER BY created_at DESC, id LIMIT :limit");
        state.ifPresent(s -> query.bind("state", s.name()));
        return believed(handle, those.bind(query).bind("limit", limit));
    }

    /// Pending ones by deadline, or all, the newest first; without replies. What was tampered with is left out and
    /// logged.
    static List<ApprovalRequest> page(
            Handle handle, boolean pendingOnly, Those those, int offset, int limit) {
        var order = pendingOnly ? " ORDER BY expires_at, id" : " ORDER BY created_at DESC, id";
        // Ids alone are sorted, so that contents are read for one page only.
        var query =
                handle.createQuery(
                                "SELECT "
                                        + StoredRequest.COLUMNS
                                        + " FROM approval_request WHERE id IN (SELECT id FROM approval_request WHERE "
                                        + those.condition()
                                        + (pendingOnly ? PENDING : "")
                                        + order
                                        + " LIMIT :limit OFFSET :offset)"
                                        + order)
                        .bind("limit", limit)
                        .bind("offset", offset);
        return believed(handle, those.bind(query));
    }

    /// How many there are on all pages together.
    static int count(Handle handle, boolean pendingOnly, Those those) {
        return those.bind(
                        handle.createQuery(
                                "SELECT COUNT(*) FROM approval_request WHERE "
                                        + those.condition()
                                        + (pendingOnly ? PENDING : "")))
                .mapTo(Integer.class)
                .one();
    }

    /// Those whose glass was broken: not reviewed by deadline, or reviewed, the newest review first; without replies. What
    /// was tampered with is left out and logged.
    static List<ApprovalRequest> broken(Handle handle, boolean reviewed, int limit) {
        var query =
                handle.createQuery(
                        "SELECT "
                                + StoredRequest.COLUMNS
                                + " FROM approval_request JOIN approval_review ON request_id = id WHERE reviewed_at IS "
                                + (reviewed ? "NOT NULL" : "NULL")
                                + " ORDER BY "
                                + (reviewed ? "reviewed_at DESC" : "due_at")
                                + ", id LIMIT :limit");
        return believed(handle, query.bind("limit", limit));
    }

    private static List<ApprovalRequest> believed(Handle handle, Query query) {
        var rows =
                query.map((result, context) -> StoredRequest.read(result, Optional.empty(), false))
                        .list();
        var ids = rows.stream().map(StoredRequest::id).toList();
        var votes = VoteTable.of(handle, ids);
        var broken = GlassTable.of(handle, ids);
        var requests = new ArrayList<ApprovalRequest>(rows.size());
        for (var row : rows) {
            try {
                requests.add(row.verified(votes.of(row.id()), broken.of(row.id())));
            } catch (TamperedException e) {
                report(e);
            }
        }
        return requests;
    }

    /// Another after every change of what is open: each locks its row, and so counts its revision up.
    static String fingerprint(Handle handle) {
        return handle.createQuery(
                        "SELECT COUNT(*) AS n, COALESCE(SUM(revision), 0) AS revisions,"
                                + " COALESCE(MAX(created_at), 0) AS newest FROM approval_request"
                                + " WHERE state IN ('PENDING', 'APPROVED', 'EXECUTING')")
                .map((row, context) ->
                        row.getLong("n")
                                + " "
                                + row.getLong("revisions")
                                + " "
                                + row.getLong("newest"))
                .one();
    }

    static void report(TamperedException e) {
        LOG.error("tampering: {}; it never runs", e.getMessage());
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

    /// Ids of requests that somebody claimed before then and did not finish.
    static List<String> claimedBefore(Handle handle, Instant before, int limit) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE state = 'EXECUTING'"
                                + " AND NOT claimed_at > ? ORDER BY claimed_at, id LIMIT ?")
                .bind(0, before.toEpochMilli())
                .bind(1, limit)
                .mapTo(String.class)
                .list();
    }

    /// Ids of open requests whose deadline has come, the oldest first.
    static List<String> due(Handle handle, Instant now, int limit) {
        return handle.createQuery(
                        "SELECT id FROM approval_request WHERE state IN ('PENDING', 'APPROVED')"
                                + " AND NOT expires_at > ? ORDER BY expires_at, id LIMIT ?")
                .bind(0, now.toEpochMilli())
                .bind(1, limit)
                .mapTo(String.class)
                .list();
    }

    static boolean isDue(Handle handle, String id, Instant now) {
        return handle.createQuery(
                        "SELECT 1 FROM approval_request WHERE id = ? AND state IN ('PENDING', 'APPROVED')"
                                + " AND NOT expires_at > ?")
                .bind(0, id)
                .bind(1, now.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
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

    static int countPending(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM approval_request WHERE state = 'PENDING'")
                .mapTo(Integer.class)
                .one();
    }

    /// Those that the requester made for the same human.
    static int countPending(Handle handle, Principal requester) {
        return handle.createQuery(
                        "SELECT COUNT(*) FROM approval_request WHERE state = 'PENDING' AND requester = ?"
                                + " AND on_behalf_of = ?")
                .bind(0, requester.subject())
                .bind(1, requester.onBehalfOf().orElse(""))
                .mapTo(Integer.class)
                .one();
    }

    /// When the requester's calls of the tool on the target, for the same human, were rejected, since then, the newest
    /// first.
    static List<Instant> rejections(
            Handle handle,
            Principal requester,
            String tool,
            String target,
            Instant since,
            int limit) {
        return handle.createQuery(
                        "SELECT ended_at FROM approval_request WHERE requester = ? AND on_behalf_of = ?"
                                + " AND tool = ? AND target = ?"
                                + " AND state = 'REJECTED' AND ended_at > ? ORDER BY ended_at DESC LIMIT ?")
                .bind(0, requester.subject())
                .bind(1, requester.onBehalfOf().orElse(""))
                .bind(2, tool)
                .bind(3, target)
                .bind(4, since.toEpochMilli())
                .bind(5, limit)
                .map((row, context) -> Instant.ofEpochMilli(row.getLong(1)))
                .list();
    }

    /// When the requester, or the human behind it, took requests back that it made for the same human, since then, the
    /// newest first.
    static List<Instant> takenBack(Handle handle, Principal requester, Instant since, int limit) {
        var human = requester.onBehalfOf().orElse("");
        return handle.createQuery(
                        "SELECT ended_at FROM approval_request WHERE requester = ? AND on_behalf_of = ?"
                                + " AND state = 'CANCELLED' AND ended_by IN (?, ?) AND ended_at > ?"
                                + " ORDER BY ended_at DESC LIMIT ?")
                .bind(0, requester.subject())
                .bind(1, human)
                .bind(2, requester.subject())
                .bind(3, human)
                .bind(4, since.toEpochMilli())
                .bind(5, limit)
                .map((row, context) -> Instant.ofEpochMilli(row.getLong(1)))
                .list();
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
                handle.createUpdate(
                                "DELETE FROM approval_vote WHERE request_id IN (SELECT id FROM approval_request"
                                        + " WHERE id = :id AND "
                                        + OVER
                                        + ")")
                        .bind("id", id)
                        .bind("reviewed", reviewed.toEpochMilli())
                        .execute();
        return handle.createUpdate("DELETE FROM approval_request WHERE id = :id AND " + OVER)
                        .bind("id", id)
                        .bind("reviewed", reviewed.toEpochMilli())
                        .execute()
                == 1;
    }

    static boolean approve(Handle handle, String id, Instant executeBefore) {
        return handle.execute(
                        "UPDATE approval_request SET state = 'APPROVED', expires_at = ?"
                                + " WHERE id = ? AND state = 'PENDING'",
                        executeBefore.toEpochMilli(),
                        id)
                == 1;
    }

    static boolean end(Handle handle, String id, State from, State to, Ending ending) {
        return handle.execute(
                        "UPDATE approval_request SET state = ?, ended_at = ?, ended_by = ?, ended_reason = ?"
                                + " WHERE id = ? AND state = ?",
                        to.name(),
                        ending.at().toEpochMilli(),
                        ending.by().orElse(null),
                        StoredRequest.JSON.writeValueAsString(ending.reason()),
                        id,
                        from.name())
                == 1;
    }

    static boolean claim(Handle handle, String id, String executor, Instant now) {
        return handle.execute(
                        "UPDATE approval_request SET state = 'EXECUTING', executor = ?, claimed_at = ?"
                                + " WHERE id = ? AND state = 'APPROVED'",
                        executor,
                        now.toEpochMilli(),
                        id)
                == 1;
    }

    static boolean finish(
            Handle handle, String id, State to, Instant now, Optional<KeptReply> reply) {
        return handle.execute(
                        "UPDATE approval_request SET state = ?, ended_at = ?, reply = ?, reply_is_error = ?"
                                + " WHERE id = ? AND state = 'EXECUTING'",
                        to.name(),
                        now.toEpochMilli(),
                        reply.map(r -> StoredRequest.JSON.writeValueAsString(r.structured()))
                                .orElse(null),
                        reply.map(KeptReply::isError).orElse(false) ? 1 : 0,
                        id)
                == 1;
    }

    /// Drops the replies of calls that ended before then.
    static int forgetReplies(Handle handle, Instant before) {
        return handle.execute(
                "UPDATE approval_request SET reply = NULL WHERE reply IS NOT NULL AND NOT ended_at > ?",
                before.toEpochMilli());
    }
}
