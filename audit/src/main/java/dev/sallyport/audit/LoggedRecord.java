package dev.sallyport.audit;

import java.time.Instant;

/// A record in its place.
///
/// @param index its number in the log, from 0; the `seq` of its JSON
/// @param origin the log's name
/// @param time when the log took it, in whole milliseconds
/// @param json the canonical JSON that the log holds, exactly
public record LoggedRecord(
        long index, String origin, Instant time, AuditRecord record, String json) {}
