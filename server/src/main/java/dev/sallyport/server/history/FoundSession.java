package dev.sallyport.server.history;

import dev.sallyport.audit.LoggedRecord;
import java.time.Instant;
import java.util.Optional;

/// The calls of one principal that belong together.
///
/// @param first where the first record of its first call stands; by this number it is called
/// @param begun that record, as the log has it; empty where it cannot be read
/// @param changed when its last record was taken
/// @param calls how many
/// @param denials how many of them were denied
/// @param holds how many of them were held
public record FoundSession(
        long first,
        Optional<LoggedRecord> begun,
        Instant changed,
        int calls,
        int denials,
        int holds) {}
