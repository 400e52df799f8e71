package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Grant.Revocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// The SQL of grants. Each method runs in the caller's transaction; changes are compare-and-swap.
final class GrantTable {
    private static final Logger LOG = LoggerFactory.getLogger(GrantTable.class);
    private static final String SELECT =
            "SELECT id, request_id, request_digest, grantor, requester, on_behalf_of, tool, reason, granted_at,"
                    + " ends_at, uses_max, uses, revoked_at, revoked_by, revoked_reason FROM approval_grant";
    private static final String ACTIVE = " revoked_at IS NULL AND uses < uses_max AND ends_at > ?";

    private GrantTable() {}

    static void insert(Handle handle, Grant grant) {
        var asked = grant.request().asked();
        handle.execute(
                "INSERT INTO approval_grant (id, request_id, request_digest, grantor, requester, on_behalf_of, tool,"
                        + " reason, granted_at, ends_at, uses_max, uses, revision)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                grant.id(),
                grant.request().id(),
                grant.request().digest(),
                Columns.write(grant.grantor()),
                asked.requester().subject(),
                asked.requester().onBehalfOf().orElse(""),
                asked.plan().tool(),
                Columns.write(grant.reason()),
                grant.granted().toEpochMilli(),
                grant.ends().toEpochMilli(),
                grant.usesMax(),
                grant.uses());
    }

    /// Takes the row for this transaction, so that no other changes it until the end.
    ///
    /// @return whether there is one
    static boolean lock(Handle handle, String id) {
        return handle.execute("UPDATE approval_grant SET revision = revision + 1 WHERE id = ?", id)
                == 1;
    }

    /// @return empty also when it, or its request, is not what was written; that is logged
    static Optional<Grant> find(Handle handle, String id) {
        return read(handle, handle.createQuery(SELECT + " WHERE id = ?").bind(0, id)).stream()
                .findFirst();
    }

    /// Ids of the active grants for such a call's requester and tool, those that end first before others.
    static List<String> candidates(Handle handle, NewRequest asked, Instant now, int limit) {
        return handle.createQuery(
                        "SELECT id FROM approval_grant WHERE requester = ? AND on_behalf_of = ? AND tool = ? AND"
                                + ACTIVE
                                + " ORDER BY ends_at, id LIMIT ?")
                .bind(0, asked.requester().subject())
                .bind(1, asked.requester().onBehalfOf().orElse(""))
                .bind(2, asked.plan().tool())
                .bind(3, now.toEpochMilli())
                .bind(4, limit)
                .mapTo(String.class)
                .list();
    }

    /// The newest first. What was tampered with is left out and logged.
    static List<Grant> list(Handle handle, boolean activeOnly, Instant now, int limit) {
        var query =
                handle.createQuery(
                        SELECT
                                + (activeOnly ? " WHERE" + ACTIVE : "")
                                + " ORDER BY granted_at DESC, id LIMIT ?");
        if (activeOnly) {
            query.bind(0, now.toEpochMilli());
        }
        return read(handle, query.bind(activeOnly ? 1 : 0, limit));
    }

    /// Takes one use.
    ///
    /// @return whether there was one to take
    static boolean use(Handle handle, String id, Instant now) {
        return handle.execute(
                        "UPDATE approval_grant SET uses = uses + 1 WHERE id = ? AND" + ACTIVE,
                        id,
                        now.toEpochMilli())
                == 1;
    }

    static boolean revoke(Handle handle, String id, Revocation revoked) {
        return handle.execute(
                        "UPDATE approval_grant SET revoked_at = ?, revoked_by = ?, revoked_reason = ?"
                                + " WHERE id = ? AND"
                                + ACTIVE,
                        revoked.at().toEpochMilli(),
                        revoked.by(),
                        Columns.write(revoked.reason()),
                        id,
                        revoked.at().toEpochMilli())
                == 1;
    }

    private static List<Grant> read(Handle handle, Query query) {
        return query.map((row, context) -> Row.read(row)).list().stream()
                .flatMap(row -> row.believed(handle).stream())
                .toList();
    }

    /// A row as it is stored, not yet believed.
    private record Row(
            String id,
            String requestId,
            String requestDigest,
            String grantor,
            String requester,
            String onBehalfOf,
            String tool,
            String reason,
            Instant granted,
            Instant ends,
            int usesMax,
            int uses,
            Optional<Instant> revokedAt,
            Optional<String> revokedBy,
            Optional<String> revokedReason) {

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("id"),
                    row.getString("request_id"),
                    row.getString("request_digest"),
                    row.getString("grantor"),
                    row.getString("requester"),
                    row.getString("on_behalf_of"),
                    row.getString("tool"),
                    row.getString("reason"),
                    Columns.time(row, "granted_at"),
                    Columns.time(row, "ends_at"),
                    row.getInt("uses_max"),
                    row.getInt("uses"),
                    Columns.perhapsTime(row, "revoked_at"),
                    Optional.ofNullable(row.getString("revoked_by")),
                    Optional.ofNullable(row.getString("revoked_reason")));
        }

        private Optional<Revocation> revoked() {
            return revokedAt.map(at ->
                    new Revocation(
                            at, revokedBy.orElse(""), revokedReason.map(Columns::text).orElse("")));
        }

        /// INVARIANT: no grant leaves this class whose request is not whole, not approved by the grantor at the moment
        /// at which it was granted, or whose bounds are none that a grant can have.
        Optional<Grant> believed(Handle handle) {
            try {
                var request = RequestTable.find(handle, requestId);
                var by = Columns.principal(grantor);
                if (request.filter(found -> fits(found, by)).isPresent()) {
                    return Optional.of(
                            new Grant(
                                    id,
                                    request.get(),
                                    by,
                                    Columns.text(reason),
                                    granted,
                                    ends,
                                    usesMax,
                                    uses,
                                    revoked()));
                }
                LOG.error("tampering: grant {} is not what was granted; it is never used", id);
            } catch (TamperedException e) {
                RequestTable.report(e);
            } catch (JacksonException | IllegalArgumentException e) {
                LOG.error("the stored grant `{}` cannot be read", id, e);
            }
            return Optional.empty();
        }

        private boolean fits(ApprovalRequest request, Principal by) {
            var asked = request.asked();
            return request.digest().equals(requestDigest)
                    && asked.requester().subject().equals(requester)
                    && asked.requester().onBehalfOf().orElse("").equals(onBehalfOf)
                    && asked.plan().tool().equals(tool)
                    && request.votes().stream()
                            .anyMatch(vote ->
                                    vote.verdict() == ApprovalRequest.Verdict.APPROVE
                                            && vote.inPlaceOf().isEmpty()
                                            && vote.approver().equals(by)
                                            && vote.cast().equals(granted));
        }
    }
}
