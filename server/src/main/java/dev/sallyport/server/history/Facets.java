package dev.sallyport.server.history;

import java.util.List;
import java.util.Map;

/// What the calls that were found have in common, counted over the newest of them.
///
/// @param calls how many were counted
/// @param more whether there are others, which were not counted
/// @param values of each facet the most frequent, that first
public record Facets(int calls, boolean more, Map<Facet, List<Value>> values) {

    /// So many calls are counted at most, so that counting takes about as long in a large log as in a small one.
    public static final int CALLS_MAX = 5_000;

    /// Of each facet so many values are told.
    public static final int VALUES_MAX = 12;

    public Facets {
        values = Map.copyOf(values);
    }

    /// By what calls are told apart.
    public enum Facet {
        STATUS,
        CODE,
        PRINCIPAL,
        TOOL,
        TARGET,
        RULE,
        HELD
    }

    /// @param text as [CallSearch] takes it; of [Facet#HELD] `yes` or `no`
    public record Value(String text, int calls) {}
}
