package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The SQL of votes, and of the keys that they stand on. Each method runs in the caller's transaction.
final class VoteTable {
    private static final Logger LOG = LoggerFactory.getLogger(VoteTable.class);
    private static final JsonMapper JSON = StoredRequest.JSON;

    private VoteTable() {}

    /// Keeps a vote, in place of one by the same human that counts no more.
    static void insert(Handle handle, String id, Vote vote) {
        var roles = JsonNodeFactory.instance.arrayNode();
        vote.roles().forEach(roles::add);
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
                JSON.writeValueAsString(RequestContent.principal(vote.approver())),
                JSON.writeValueAsString(roles),
                vote.verdict().name(),
                vote.digest(),
                JSON.writeValueAsString(vote.reason()),
                vote.cast().toEpochMilli(),
                vote.key().map(CastWith::keyId).orElse(null),
                vote.inPlaceOf().map(InPlaceOf::delegation).orElse(null),
                vote.inPlaceOf()
                        .map(place ->
                                JSON.writeValueAsString(RequestContent.principal(place.approver())))
                        .orElse(null));
    }

    /// Whether and until when a key works, as the database has it now.
    static CastWith castWith(Handle handle, String keyId) {
        return handle.createQuery(
                        "SELECT key_id, key_id AS known, expires_at, revoked_at FROM api_key WHERE key_id = ?")
                .bind(0, keyId)
                .map((row, context) -> castWith(row).orElseThrow())
                .findOne()
                .orElse(new CastWith(keyId, Instant.MIN));
    }

    /// @return empty where no key is named
    static Optional<CastWith> castWith(ResultSet row) throws SQLException {
        var keyId = row.getString("key_id");
        if (keyId == null) {
            return Optional.empty();
        }
        long expires = row.getLong("expires_at");
        var until = row.wasNull() ? Instant.MAX : Instant.ofEpochMilli(expires);
        var _ = row.getLong("revoked_at");
        boolean over = !row.wasNull() || row.getString("known") == null;
        return Optional.of(new CastWith(keyId, over ? Instant.MIN : until));
    }

    /// The votes of some requests. One that cannot be read makes its own request unbelievable, and no other.
    record Votes(Map<String, List<Vote>> read, Set<String> damaged) {

        /// @throws TamperedException when one of them is no vote
        List<Vote> of(String id) {
            if (damaged.contains(id)) {
                throw new TamperedException(id);
            }
            return read.getOrDefault(id, List.of());
        }
    }

    static Votes of(Handle handle, List<String> ids) {
        var votes = new Votes(new HashMap<>(), new HashSet<>());
        if (ids.isEmpty()) {
            return votes;
        }
        var delegations = new HashMap<String, Optional<Delegation>>();
        handle.createQuery(
                        "SELECT request_id, approver, roles, verdict, digest, reason, cast_at,"
                                + " approval_vote.key_id, api_key.key_id AS known, api_key.expires_at,"
                                + " api_key.revoked_at, delegation_id, in_place_of FROM approval_vote"
                                + " LEFT JOIN api_key ON api_key.key_id = approval_vote.key_id"
                                + " WHERE request_id IN (<ids>) ORDER BY cast_at, approval_vote.human")
                .bindList("ids", ids)
                .map((row, context) -> read(row, votes))
                .list()
                .forEach(read ->
                        read.ifPresent(entry ->
                                votes.read()
                                        .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                                        .add(standing(handle, entry.getValue(), delegations))));
        return votes;
    }

    /// A vote and the request that it is on; empty where it is damaged.
    private static Optional<Map.Entry<String, Vote>> read(ResultSet row, Votes votes)
            throws SQLException {
        var id = row.getString("request_id");
        try {
            return Optional.of(Map.entry(id, vote(row)));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.error("a stored vote on `{}` cannot be read", id, e);
            votes.damaged().add(id);
            return Optional.empty();
        }
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

    private static Vote vote(ResultSet row) throws SQLException {
        var delegation = row.getString("delegation_id");
        var inPlaceOf = row.getString("in_place_of");
        return new Vote(
                RequestContent.principal(JSON.readTree(row.getString("approver"))),
                Verdict.valueOf(row.getString("verdict")),
                new TreeSet<>(RequestContent.texts(JSON.readTree(row.getString("roles")))),
                row.getString("digest"),
                JSON.readTree(row.getString("reason")).stringValue(""),
                Instant.ofEpochMilli(row.getLong("cast_at")),
                castWith(row),
                delegation == null && inPlaceOf == null
                        ? Optional.empty()
                        : Optional.of(
                                new InPlaceOf(
                                        String.valueOf(delegation),
                                        RequestContent.principal(
                                                JSON.readTree(String.valueOf(inPlaceOf))),
                                        Instant.MIN)));
    }
}
