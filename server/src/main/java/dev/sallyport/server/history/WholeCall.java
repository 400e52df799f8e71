package dev.sallyport.server.history;

import dev.sallyport.audit.LoggedRecord;
import java.util.List;

/// All that the log has of one call.
///
/// @param records in the order of the log; the first and the last where there are more than [#RECORDS_MAX]
/// @param leftOut how many stand between those
/// @param unreadable how many could not be read
/// @param signed how many records of the log the newest checkpoint covers
public record WholeCall(
        String id, List<LoggedRecord> records, int leftOut, int unreadable, long signed) {

    /// Whoever asks again and again for the result of a held call adds to its records.
    public static final int RECORDS_MAX = 100;

    public WholeCall {
        records = List.copyOf(records);
    }
}
