package dev.sallyport.policy.rolemap;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One mapping under `except`: the accesses for which a rule does not speak although everything else of it matches.
///
/// @param keys places and facts, by key
/// @param labels of the target, by label; see [Clause#labels]
public record Exclusion(
        SortedMap<String, Constraint> keys, SortedMap<String, List<String>> labels) {

    public Exclusion {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        labels = sorted(labels);
    }

    static SortedMap<String, List<String>> sorted(SortedMap<String, List<String>> labels) {
        var sorted = new TreeMap<String, List<String>>();
        labels.forEach(
                (key, globs) -> sorted.put(key, globs.stream().distinct().sorted().toList()));
        return Collections.unmodifiableSortedMap(sorted);
    }
}
