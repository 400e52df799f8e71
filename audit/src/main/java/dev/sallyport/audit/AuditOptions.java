package dev.sallyport.audit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/// How a log is opened.
///
/// @param origin the log's name in checkpoints and records, unique among all logs: `sallyport.example.com/audit`;
///     1 to 200 visible ASCII characters without `+`
/// @param signingKey the private key's file, outside of the log's directory; made on the first open
/// @param checkpointStore the second place of the last signed checkpoint
/// @param checkpointEvery a signed checkpoint follows a record within this time: 1 ms to 1 hour
/// @param adoptDirectory whether to take over a directory with records although the store has no checkpoint,
///     after the store was lost; such a start cannot notice a rollback, so it is for one start only
/// @param bodies whether records get bodies; their keys lie beside the signing key, in a directory of its name and
///     `.bodies`
/// @param clock stamps the records
/// @param random makes the signing key
public record AuditOptions(
        String origin,
        Path signingKey,
        CheckpointStore checkpointStore,
        Duration checkpointEvery,
        boolean adoptDirectory,
        boolean bodies,
        Clock clock,
        SecureRandom random) {

    public AuditOptions {
        if (origin.isEmpty()
                || origin.length() > 200
                || origin.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '+')) {
            throw new IllegalArgumentException(
                    "a log's origin is 1 to 200 visible ASCII characters without `+`, not `"
                            + origin
                            + "`");
        }
        if (checkpointEvery.compareTo(Duration.ofMillis(1)) < 0
                || checkpointEvery.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "checkpoints come every 1 ms to 1 h, not every " + checkpointEvery);
        }
    }

    /// A checkpoint a second, the system's clock and randomness.
    public static AuditOptions of(String origin, Path signingKey, CheckpointStore checkpointStore) {
        return new AuditOptions(
                origin,
                signingKey,
                checkpointStore,
                Duration.ofSeconds(1),
                false,
                false,
                Clock.systemUTC(),
                new SecureRandom());
    }

    /// The directory of the data keys.
    Path bodyKeys() {
        return BodyKeys.beside(signingKey);
    }

    public AuditOptions withClock(Clock newClock) {
        return new AuditOptions(
                origin,
                signingKey,
                checkpointStore,
                checkpointEvery,
                adoptDirectory,
                bodies,
                newClock,
                random);
    }

    public AuditOptions withCheckpointEvery(Duration every) {
        return new AuditOptions(
                origin, signingKey, checkpointStore, every, adoptDirectory, bodies, clock, random);
    }

    public AuditOptions withAdoptDirectory(boolean adopt) {
        return new AuditOptions(
                origin, signingKey, checkpointStore, checkpointEvery, adopt, bodies, clock, random);
    }

    public AuditOptions withBodies(boolean kept) {
        return new AuditOptions(
                origin,
                signingKey,
                checkpointStore,
                checkpointEvery,
                adoptDirectory,
                kept,
                clock,
                random);
    }
}
