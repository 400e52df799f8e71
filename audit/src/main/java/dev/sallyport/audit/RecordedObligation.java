package dev.sallyport.audit;

/// What had to happen to a call.
public sealed interface RecordedObligation {

    /// A mask over columns.
    record Mask(String column, String with) implements RecordedObligation {}

    /// A filter of rows.
    record Filter(String table, String where) implements RecordedObligation {}

    /// A bound, in the unit of the tool's own words.
    record Limit(String name, long value) implements RecordedObligation {}

    /// What a record of version 1 has: words for people.
    record Text(String text) implements RecordedObligation {}
}
