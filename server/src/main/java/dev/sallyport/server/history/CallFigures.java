package dev.sallyport.server.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How many calls there were in each part of a period, and how they went, by the index.
///
/// @param from the beginning of the first part
/// @param each how long a part is
/// @param parts one after the other, the oldest first
public record CallFigures(Instant from, Duration each, List<Figures> parts) {

    public CallFigures {
        parts = List.copyOf(parts);
    }

    /// Of the calls that began in one part.
    ///
    /// @param denied those that were refused by rule or for another reason, before they ran
    /// @param held those of which humans were to be asked, or had agreed to calls like them
    /// @param masked values that detectors found in what they returned, and hid; what is masked inside a query is on
    ///     record with its obligation, and not counted
    /// @param timed how many of them ran to an end, by which the two times are taken
    /// @param p50 in milliseconds: half of those took no longer; 0 where there is none
    /// @param p95 in milliseconds: 95 of 100 took no longer; 0 where there is none
    public record Figures(
            long calls, long denied, long held, long masked, long timed, long p50, long p95) {

        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);
    }
}
