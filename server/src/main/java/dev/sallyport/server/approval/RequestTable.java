package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.tools.CanonicalJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SQL of single held calls: how each is kept, found and changed. Nothing is found that is not what was written. Each
/// method runs in the caller's transaction; changes are compare-and-swap on the state.
final class RequestTable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestTable.class);

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

    /// Takes the row for this transaction, so that no other changes it until the end. That is no change yet.
    ///
    /// @return whether there is one
    static boolean lock(Handle handle, String id) {
        return handle.execute("UPDATE approval_request SET revision = revision WHERE id = ?", id)
                == 1;
    }

    /// Counts a change of what stands beside the row, by which other processes see it. Every change of the row itself
    /// counts.
    static void changed(Handle handle, String id) {
        handle.execute("UPDATE approval_request SET revision = revision + 1 WHERE id = ?", id);
    }

    /// Takes the row as [#lock] does, and looks at it.
    ///
    /// @return empty also when it was tampered with; that is logged
    static Optional<ApprovalRequest> lockWhole(Handle handle, String id) {
        return lock(handle, id) ? findWhole(handle, id) : Optional.empty();
    }

    /// With the reply, where one is kept.
    ///
    /// @throws TamperedException when the row is not what was written
    static Optional<ApprovalRequest> find(Handle handle, String id) {
        var row =
                handle.createQuery(
                                "SELECT "
                                        + StoredRequest.COLUMNS_WITH_REPLY
                                        + " FROM approval_request WHERE id = ?")
                        .bind(0, id)
                        .map((result, context) -> StoredRequest.readWithReply(result))
                        .findOne();
        var ids = List.of(id);
        return row.map(
                stored -> verified(stored, VoteTable.of(handle, ids), GlassTable.of(handle, ids)));
    }

    /// @return empty also when it was tampered with; that is logged
    static Optional<ApprovalRequest> findWhole(Handle handle, String id) {
        try {
            return find(handle, id);
        } catch (TamperedException e) {
            report(e);
            return Optional.empty();
        }
    }

    /// Those with these ids, in their order and without replies. What was tampered with is left out and logged, and what
    /// is gone is left out.
    ///
    /// @param ids none twice
    static List<ApprovalRequest> whole(Handle handle, List<String> ids) {
        var rows =
                handle
                        .createQuery(
                                "SELECT "
                                        + StoredRequest.COLUMNS
                                        + " FROM approval_request WHERE id IN (<ids>)")
                        .bindList("ids", ids)
                        .map((result, context) -> StoredRequest.read(result))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(StoredRequest::id, row -> row));
        var votes = VoteTable.of(handle, ids);
        var broken = GlassTable.of(handle, ids);
        var requests = new ArrayList<ApprovalRequest>(rows.size());
        for (var id : ids) {
            var row = Optional.ofNullable(rows.remove(id));
            try {
                row.map(stored -> verified(stored, votes, broken)).ifPresent(requests::add);
            } catch (TamperedException e) {
                report(e);
            }
        }
        return requests;
    }

    private static ApprovalRequest verified(
            StoredRequest stored, OfRequests<Vote> votes, OfRequests<BrokenGlass> broken) {
        return stored.verified(votes.of(stored.id()), broken.of(stored.id()).stream().findFirst());
    }

    static void report(TamperedException e) {
        LOG.error("tampering: {}; it never runs", e.getMessage());
    }

    /// @param executeBefore its deadline from now on
    /// @return whether it was pending
    static boolean approve(Handle handle, String id, Instant executeBefore) {
        return handle.execute(
                        "UPDATE approval_request SET state = 'APPROVED', revision = revision + 1, expires_at = ?"
                                + " WHERE id = ? AND state = 'PENDING'",
                        executeBefore.toEpochMilli(),
                        id)
                == 1;
    }

    /// @param by who ended it; empty when time or the gate did
    /// @return whether it was in the state that it leaves
    static boolean end(
            Handle handle, String id, State from, State to, Ending ending, Optional<Principal> by) {
        return handle.execute(
                        "UPDATE approval_request SET state = ?, revision = revision + 1, ended_at = ?, ended_by = ?, ended_human = ?,"
                                + " ended_reason = ?"
                                + " WHERE id = ? AND state = ?",
                        to.name(),
                        ending.at().toEpochMilli(),
                        ending.by().orElse(null),
                        by.map(human -> Human.of(human.subject()).name()).orElse(null),
                        Columns.write(ending.reason()),
                        id,
                        from.name())
                == 1;
    }

    /// @return whether it was approved
    static boolean claim(Handle handle, String id, String executor, Instant now) {
        return handle.execute(
                        "UPDATE approval_request SET state = 'EXECUTING', revision = revision + 1, executor = ?, claimed_at = ?"
                                + " WHERE id = ? AND state = 'APPROVED'",
                        executor,
                        now.toEpochMilli(),
                        id)
                == 1;
    }

    /// @return whether it was executing
    static boolean finish(
            Handle handle, String id, State to, Instant now, Optional<KeptReply> reply) {
        return handle.execute(
                        "UPDATE approval_request SET state = ?, revision = revision + 1, ended_at = ?, reply = ?, reply_is_error = ?"
                                + " WHERE id = ? AND state = 'EXECUTING'",
                        to.name(),
                        now.toEpochMilli(),
                        reply.map(r -> Columns.write(r.structured())).orElse(null),
                        reply.map(KeptReply::isError).orElse(false) ? 1 : 0,
                        id)
                == 1;
    }
}
