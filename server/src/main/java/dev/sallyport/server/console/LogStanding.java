package dev.sallyport.server.console;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// How the record of the gate stands now.
///
/// @param available whether records are taken; else nothing runs
/// @param records how many are durable
/// @param checkpoint the newest signed one
/// @param signed when that was written
/// @param key the public key it is signed with, `name+id+key`
/// @param copy how many records the checkpoint's second copy covers
record LogStanding(
        boolean available,
        long records,
        Checkpoint checkpoint,
        Optional<Instant> signed,
        String key,
        Copy copy) {

    /// The checkpoint's second place.
    sealed interface Copy {
        record Same() implements Copy {}

        /// It is about to follow, or somebody changed it.
        record Other() implements Copy {}

        record Missing() implements Copy {}

        record Unreadable() implements Copy {}
    }

    /// @param directory of the log
    static LogStanding of(AuditLog log, Path directory, LogCheck.Copied copy) {
        var file = directory.resolve("checkpoint");
        // In this order: what is signed was recorded, and what is copied was about to be signed.
        var checkpoint = log.checkpoint();
        return new LogStanding(
                log.available(),
                log.size(),
                checkpoint,
                written(file),
                log.verifierKey().toString(),
                copy(file, copy));
    }

    private static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Copy copy(Path file, LogCheck.Copied copy) {
        try {
            var second = copy.read();
            if (second.isEmpty()) {
                return new Copy.Missing();
            }
            return second.get().equals(Files.readString(file)) ? new Copy.Same() : new Copy.Other();
        } catch (IOException e) {
            return new Copy.Unreadable();
        }
    }

    /// How many records no checkpoint covers yet.
    long lag() {
        return Math.max(0, records - checkpoint.size());
    }
}
