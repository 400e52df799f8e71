package dev.sallyport.audit;

import java.util.OptionalLong;

/// What to read of the log.
///
/// @param filter which records
/// @param newestFirst whether to go backwards
/// @param from the index to begin at; absent means the first or, backwards, the newest
/// @param limit how many records at most: 1 to [#LIMIT_MAX]
public record AuditQuery(AuditFilter filter, boolean newestFirst, OptionalLong from, int limit) {

    /// A page of larger records would be a burden to whoever shows it.
    public static final int LIMIT_MAX = 1000;

    public AuditQuery {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException(
                    "a page has 1 to " + LIMIT_MAX + " records, not " + limit);
        }
        if (from.isPresent() && from.getAsLong() < 0) {
            throw new IllegalArgumentException("records are numbered from 0, not " + from);
        }
    }

    /// The same query, further on.
    public AuditQuery from(long index) {
        return new AuditQuery(filter, newestFirst, OptionalLong.of(index), limit);
    }
}
