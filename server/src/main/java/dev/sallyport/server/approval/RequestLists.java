package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of lists of held calls, for those who look: where they are, for [Listing] to read. Reads only, in the caller's
/// transaction.
final class RequestLists {
    private static final String PENDING = " AND state = 'PENDING'";

    private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id";

    /// No role is called so: of requests whose roles were not noted beside them.
    private static final String ANY_ROLE = "*";

    private RequestLists() {}

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
            requester.ifPresent(_ -> either.add("(" + EarlierRequests.SAME + ")"));
            if (!wanting.isEmpty()) {
                either.add(
                        "EXISTS (SELECT 1 FROM approval_wanted WHERE request_id = approval_request.id"
                                + " AND role IN (<wanting>))");
            }
            return either.isEmpty() ? "1 = 1" : "(" + String.join(" OR ", either) + ")";
        }

        private Query bind(Query query) {
            requester.ifPresent(r -> EarlierRequests.bind(query, r));
            if (!wanting.isEmpty()) {
                var roles = new ArrayList<>(wanting);
                roles.add(ANY_ROLE);
                query.bindList("wanting", roles);
            }
            return query;
        }
    }

    /// One request of a list.
    ///
    /// @param bytes of its content in UTF-8
    record Found(String id, long bytes) {}

    /// The newest first.
    static List<Found> list(Handle handle, Optional<State> state, Those those, int limit) {
        var query =
                found(
                        handle,
                        "SELECT id FROM approval_request WHERE "
                                + those.condition()
                                + (state.isPresent() ? " AND state = :state" : "")
                                + NEWEST_FIRST
                                + " LIMIT :limit",
                        NEWEST_FIRST);
        state.ifPresent(s -> query.bind("state", s.name()));
        return found(those.bind(query).bind("limit", limit));
    }

    /// Pending ones by deadline, or all, the newest first.
    static List<Found> page(
            Handle handle, boolean pendingOnly, Those those, int offset, int limit) {
        var order = pendingOnly ? " ORDER BY expires_at, id" : NEWEST_FIRST;
        var query =
                found(
                        handle,
                        "SELECT id FROM approval_request WHERE "
                                + those.condition()
                                + (pendingOnly ? PENDING : "")
                                + order
                                + " LIMIT :limit OFFSET :offset",
                        order);
        return found(those.bind(query).bind("limit", limit).bind("offset", offset));
    }

    /// Those that a query of ids finds: ids alone are sorted and cut off.
    private static Query found(Handle handle, String ids, String order) {
        return handle.createQuery(
                "SELECT id, OCTET_LENGTH(content) AS bytes FROM approval_request WHERE id IN ("
                        + ids
                        + ")"
                        + order);
    }

    private static List<Found> found(Query query) {
        return query.map((row, context) -> new Found(row.getString("id"), row.getLong("bytes")))
                .list();
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

    /// Those whose glass was broken: not reviewed by deadline, or reviewed, the newest review first.
    static List<Found> broken(Handle handle, boolean reviewed, int limit) {
        return found(
                handle.createQuery(
                                "SELECT id, OCTET_LENGTH(content) AS bytes"
                                        + " FROM approval_request JOIN approval_review ON request_id = id"
                                        + " WHERE reviewed_at IS "
                                        + (reviewed ? "NOT NULL" : "NULL")
                                        + " ORDER BY "
                                        + (reviewed ? "reviewed_at DESC" : "due_at")
                                        + ", id LIMIT :limit")
                        .bind("limit", limit));
    }

    /// Another after every change of what is open: each counts the revision of its row up.
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
}
