package dev.sallyport.audit;

import java.time.Instant;
import java.util.Optional;

/// What somebody who verifies a log has from elsewhere. Immutable.
///
/// @param key the log's public key; else the directory's own is used. One that was replaced since will do: it has
///     signed for the one that replaced it
/// @param checkpoint a signed checkpoint; with it a rollback is found. At most 100 KiB of text
/// @param witnesses of whom a quorum must have cosigned a checkpoint of the log
/// @param now by the verifier's clock, which the times of cosignatures are compared with
public record Brought(
        Optional<VerifierKey> key,
        Optional<String> checkpoint,
        Optional<WitnessQuorum> witnesses,
        Instant now) {

    public static Brought of(Optional<VerifierKey> key, Optional<String> checkpoint) {
        return new Brought(key, checkpoint, Optional.empty(), Instant.EPOCH);
    }

    public Brought withWitnesses(WitnessQuorum quorum, Instant time) {
        return new Brought(key, checkpoint, Optional.of(quorum), time);
    }
}
