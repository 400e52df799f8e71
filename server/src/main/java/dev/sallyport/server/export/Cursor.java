package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;

/// How far a copy of a log came.
///
/// @param origin the log's name
/// @param index of the last record that the other place has
/// @param leafHash of that record, in base 64: another record in its place is noticed
public record Cursor(String origin, long index, String leafHash) {

    static Cursor at(LoggedRecord record) {
        return new Cursor(record.origin(), record.index(), record.leafHash());
    }
}
