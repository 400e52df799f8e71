package dev.sallyport.server.history;

import java.util.List;
import java.util.OptionalLong;

/// A part of a list, the newest first.
///
/// @param older where the part behind this one begins, for [Part#before]; absent at the end
/// @param newer where the part ahead of this one begins, for [Part#after]; absent where this is the newest
public record Found<T>(List<T> entries, OptionalLong older, OptionalLong newer) {
    public Found {
        entries = List.copyOf(entries);
    }
}
