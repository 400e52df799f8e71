package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.CastWith;
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

/// The SQL of delegations. Each method runs in the caller's transaction.
final class DelegationTable {
    private static final Logger LOG = LoggerFactory.getLogger(DelegationTable.class);
    private static final String SELECT =
            "SELECT d.id, d.delegator, d.delegate, d.roles, d.made_at, d.starts_at, d.ends_at, d.ended_at,"
                    + " d.key_id, "
                    + KeyTable.COLUMNS
                    + " FROM approval_delegation d"
                    + " LEFT JOIN api_key k ON k.key_id = d.key_id";

    /// Neither ended by time nor taken back, nor with the key that it was made with.
    private static final String OPEN =
            " d.ended_at IS NULL AND d.ends_at > ? AND " + KeyTable.works("d.key_id");

    private DelegationTable() {}

    /// Lets one transaction at a time count and add what the human gives.
    static void lockGiver(Handle handle, Human human) {
        handle.execute(
                "INSERT INTO approval_delegator (human, revision) VALUES (?, 0)"
                        + " ON CONFLICT (human) DO UPDATE SET revision = approval_delegator.revision + 1",
                human.name());
    }

    static void insert(Handle handle, Delegation delegation) {
        handle.execute(
                "INSERT INTO approval_delegation (id, delegator, delegator_human, delegate, roles, made_at, starts_at,"
                        + " ends_at, key_id, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), 0)",
                delegation.id(),
                Columns.write(delegation.delegator()),
                Human.of(delegation.delegator().subject()).name(),
                delegation.terms().delegate(),
                Columns.write(delegation.terms().roles()),
                delegation.made().toEpochMilli(),
                delegation.terms().starts().toEpochMilli(),
                delegation.terms().ends().toEpochMilli(),
                delegation.key().map(CastWith::keyId).orElse(null));
    }

    /// Takes the row for this transaction, so that no other changes it until the end.
    ///
    /// @return whether there is one
    static boolean lock(Handle handle, String id) {
        return handle.execute(
                        "UPDATE approval_delegation SET revision = revision + 1 WHERE id = ?", id)
                == 1;
    }

    /// @return whether it was not ended before
    static boolean end(Handle handle, String id, Instant now) {
        return handle.execute(
                        "UPDATE approval_delegation SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
                        now.toEpochMilli(),
                        id)
                == 1;
    }

    /// @return empty also when it cannot be read; that is logged
    static Optional<Delegation> find(Handle handle, String id) {
        return read(handle.createQuery(SELECT + " WHERE d.id = ?").bind(0, id)).stream()
                .findFirst();
    }

    /// What a human has given and is not over, those that end first before others.
    static List<Delegation> openGiven(Handle handle, Human giver, Instant now, int limit) {
        return open(handle, "d.delegator_human", giver.name(), now, limit);
    }

    /// What is not over and names exactly this delegate, those that end first before others.
    static List<Delegation> openReceived(Handle handle, String delegate, Instant now, int limit) {
        return open(handle, "d.delegate", delegate, now, limit);
    }

    private static List<Delegation> open(
            Handle handle, String column, String name, Instant now, int limit) {
        var query =
                handle.createQuery(
                                SELECT
                                        + " WHERE "
                                        + column
                                        + " = ? AND"
                                        + OPEN
                                        + " ORDER BY d.ends_at, d.id LIMIT ?")
                        .bind(0, name)
                        .bind(1, now.toEpochMilli())
                        .bind(2, now.toEpochMilli())
                        .bind(3, limit);
        return read(query).stream().filter(delegation -> delegation.isOpen(now)).toList();
    }

    /// All that the human gave or was given, the newest first.
    static List<Delegation> of(Handle handle, Principal human, int limit) {
        return read(
                handle.createQuery(
                                SELECT
                                        + " WHERE d.delegator_human = ? OR d.delegate = ?"
                                        + " ORDER BY d.made_at DESC, d.id LIMIT ?")
                        .bind(0, Human.of(human.subject()).name())
                        .bind(1, human.subject())
                        .bind(2, limit));
    }

    /// The newest first.
    static List<Delegation> list(Handle handle, int limit) {
        return read(
                handle.createQuery(SELECT + " ORDER BY d.made_at DESC, d.id LIMIT ?")
                        .bind(0, limit));
    }

    /// Deletes what one human gave and was over before then, and by which no vote that is kept was cast.
    static void forget(Handle handle, Human giver, Instant before) {
        handle.execute(
                "DELETE FROM approval_delegation WHERE delegator_human = ?"
                        + " AND (ends_at < ? OR ended_at < ?)"
                        + " AND NOT EXISTS (SELECT 1 FROM approval_vote"
                        + " WHERE approval_vote.delegation_id = approval_delegation.id)",
                giver.name(),
                before.toEpochMilli(),
                before.toEpochMilli());
    }

    private static List<Delegation> read(Query query) {
        return query.map((row, context) -> believed(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// INVARIANT: what cannot be read, or was not given by a human, gives nobody anything.
    private static Optional<Delegation> believed(ResultSet row) throws SQLException {
        var id = row.getString("id");
        try {
            var delegator = Columns.principal(row.getString("delegator"));
            var terms =
                    new Delegation.Terms(
                            row.getString("delegate"),
                            Columns.texts(row.getString("roles")),
                            Columns.time(row, "starts_at"),
                            Columns.time(row, "ends_at"));
            if (Human.isHuman(delegator)) {
                return Optional.of(
                        new Delegation(
                                id,
                                delegator,
                                terms,
                                Columns.time(row, "made_at"),
                                KeyTable.castWith(row),
                                Columns.perhapsTime(row, "ended_at")));
            }
            LOG.error("tampering: delegation {} is from no human; it gives nothing", id);
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.error("the stored delegation `{}` cannot be read", id, e);
        }
        return Optional.empty();
    }
}
