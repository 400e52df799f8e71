package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// A record in its place.
///
/// @param index its number in the log, from 0; the `seq` of its JSON
/// @param origin the log's name
/// @param time when the log took it, in whole milliseconds
/// @param blob where its body is; absent where it has none, and in records before version 3
/// @param json the canonical JSON that the log holds, exactly
public record LoggedRecord(
        long index,
        String origin,
        Instant time,
        AuditRecord record,
        Optional<Blob> blob,
        String json) {

    /// The record's leaf in the Merkle tree, in base 64 as checkpoints have their root.
    ///
    /// @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962 §2.1</a>
    public String leafHash() {
        var leaf = new Merkle().leaf(json.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(leaf);
    }
}
