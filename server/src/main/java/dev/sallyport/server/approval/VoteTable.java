package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of votes. Each method runs in the caller's transaction.
final class VoteTable {
    private VoteTable() {}

    /// Keeps a vote, in place of one by the same human that counts no more, and for ever who stands behind an approval.
    static void insert(Handle handle, String id, Vote vote) {
        if (vote.verdict() == Verdict.APPROVE) {
            give(handle, id, vote.approver());
            give(handle, id, vote.authority());
        }
        handle.execute(
                "INSERT INTO approval_vote (request_id, human, approver, roles, verdict, digest, reason, cast_at, key_id,"
                        + " delegation_id, in_place_of)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))"
                        + " ON CONFLICT (request_id, human) DO UPDATE SET approver = excluded.approver,"
                        + " roles = excluded.roles, verdict = excluded.verdict, digest = excluded.digest,"
                        + " reason = excluded.reason, cast_at = excluded.cast_at, key_id = excluded.key_id,"
                        + " delegation_id = excluded.delegation_id, in_place_of = excluded.in_place_of",
                id,
                Human.of(vote.approver().subject()).name(),
                Columns.write(vote.approver()),
                Columns.write(vote.roles()),
                vote.verdict().name(),
                vote.digest(),
                Columns.write(vote.reason()),
                vote.cast().toEpochMilli(),
                vote.key().map(CastWith::keyId).orElse(null),
                vote.inPlaceOf().map(InPlaceOf::delegation).orElse(null),
                vote.inPlaceOf().map(place -> Columns.write(place.approver())).orElse(null));
    }

    private static void give(Handle handle, String id, Principal approver) {
        handle.execute(
                "INSERT INTO approval_given (request_id, human) VALUES (?, ?) ON CONFLICT DO NOTHING",
                id,
                Human.of(approver.subject()).name());
    }

    /// Whether the human ever approved the request, or somebody did in their place, by a vote that may have been replaced
    /// since.
    static boolean hasGiven(Handle handle, String id, Human human) {
        return handle.createQuery("SELECT 1 FROM approval_given WHERE request_id = ? AND human = ?")
                .bind(0, id)
                .bind(1, human.name())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// The votes on some requests, the oldest first.
    static OfRequests<Vote> of(Handle handle, List<String> ids) {
        if (ids.isEmpty()) {
            return OfRequests.none();
        }
        var votes =
                handle.createQuery(
                                "SELECT v.request_id, v.approver, v.roles, v.verdict, v.digest, v.reason, v.cast_at,"
                                        + " v.key_id, "
                                        + KeyTable.COLUMNS
                                        + ", v.delegation_id, v.in_place_of FROM approval_vote v"
                                        + " LEFT JOIN api_key k ON k.key_id = v.key_id"
                                        + " WHERE v.request_id IN (<ids>) ORDER BY v.cast_at, v.human")
                        .bindList("ids", ids);
        var delegations = new HashMap<String, Optional<Delegation>>();
        return OfRequests.read(votes, "vote", VoteTable::vote)
                .each(vote -> standing(handle, vote, delegations));
    }

    private static Vote vote(ResultSet row) throws SQLException {
        return new Vote(
                Columns.principal(row.getString("approver")),
                Verdict.valueOf(row.getString("verdict")),
                Columns.texts(row.getString("roles")),
                row.getString("digest"),
                Columns.text(row.getString("reason")),
                Columns.time(row, "cast_at"),
                KeyTable.castWith(row),
                inPlaceOf(row));
    }

    /// As it was cast; whether the delegation still holds is looked at afterwards.
    private static Optional<InPlaceOf> inPlaceOf(ResultSet row) throws SQLException {
        var delegation = row.getString("delegation_id");
        var approver = row.getString("in_place_of");
        return delegation == null && approver == null
                ? Optional.empty()
                : Optional.of(
                        new InPlaceOf(
                                String.valueOf(delegation),
                                Columns.principal(String.valueOf(approver)),
                                Instant.MIN));
    }

    /// With what has become of the delegation that it was cast by, if one.
    private static Vote standing(
            Handle handle, Vote vote, Map<String, Optional<Delegation>> known) {
        if (vote.inPlaceOf().isEmpty()) {
            return vote;
        }
        var place = vote.inPlaceOf().get();
        var until =
                known.computeIfAbsent(place.delegation(), id -> DelegationTable.find(handle, id))
                        .filter(d -> d.delegator().equals(place.approver()))
                        .filter(d -> d.terms().delegate().equals(vote.approver().subject()))
                        .map(d -> d.inPlaceOf().holdsUntil())
                        .orElse(Instant.MIN);
        return vote.by(new InPlaceOf(place.delegation(), place.approver(), until));
    }
}
