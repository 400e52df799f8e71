package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.CastWith;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of the API keys that humans decide with: whether they work, and until when. Reads only, in the caller's
/// transaction.
final class KeyTable {

    /// What [#castWith(ResultSet)] needs of `api_key k` beside the `key_id` of what stands on the key.
    static final String COLUMNS = "k.key_id AS known, k.expires_at, k.revoked_at";

    /// Of what stands on `api_key k` or on no key: whether it has not ended with its key. `key_id` is the column of what
    /// stands on it, and the parameter is the time in milliseconds.
    static String works(String keyId) {
        return "("
                + keyId
                + " IS NULL OR (k.key_id IS NOT NULL AND k.revoked_at IS NULL"
                + " AND (k.expires_at IS NULL OR k.expires_at > ?)))";
    }

    private KeyTable() {}

    /// The key as the database has it now; one that it does not know works no more.
    static CastWith castWith(Handle handle, String keyId) {
        return handle.createQuery(
                        "SELECT k.key_id, " + COLUMNS + " FROM api_key k WHERE k.key_id = ?")
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
        boolean works =
                row.getString("known") != null && Columns.perhapsTime(row, "revoked_at").isEmpty();
        return Optional.of(
                new CastWith(
                        keyId,
                        works
                                ? Columns.perhapsTime(row, "expires_at").orElse(Instant.MAX)
                                : Instant.MIN));
    }
}
