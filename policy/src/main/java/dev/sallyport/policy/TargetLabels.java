package dev.sallyport.policy;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The labels that the configured targets carry. A rule that names labels speaks of the targets that carry them.
///
/// @param byPlace for each place that tells targets apart (`database`), every target of that kind by its name, and
///     the target's labels by key
public record TargetLabels(
        SortedMap<String, SortedMap<String, SortedMap<String, String>>> byPlace) {

    /// No targets at all.
    public static final TargetLabels NONE = new TargetLabels(new TreeMap<>());

    /// @throws IllegalArgumentException when the name of a target is empty or looks like a glob
    public TargetLabels {
        var copied = new TreeMap<String, SortedMap<String, SortedMap<String, String>>>();
        byPlace.forEach((place, targets) -> {
            var kind = new TreeMap<String, SortedMap<String, String>>();
            targets.forEach((name, labels) -> {
                if (name.isEmpty() || name.indexOf('*') >= 0 || name.indexOf('?') >= 0) {
                    throw new IllegalArgumentException("no name of a target: `" + name + "`");
                }
                kind.put(name, Collections.unmodifiableSortedMap(new TreeMap<>(labels)));
            });
            copied.put(place, Collections.unmodifiableSortedMap(kind));
        });
        byPlace = Collections.unmodifiableSortedMap(copied);
    }

    /// The targets of one kind whose label of every key passes its test; a target without the label does not.
    public SortedSet<String> carrying(String place, Map<String, Predicate<String>> tests) {
        var names = new TreeSet<String>();
        byPlace.getOrDefault(place, Collections.emptySortedMap())
                .forEach((name, labels) -> {
                    boolean all =
                            tests.entrySet().stream()
                                    .allMatch(test -> {
                                        var value = labels.get(test.getKey());
                                        return value != null && test.getValue().test(value);
                                    });
                    if (all) {
                        names.add(name);
                    }
                });
        return names;
    }
}
