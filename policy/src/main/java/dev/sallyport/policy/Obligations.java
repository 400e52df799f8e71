package dev.sallyport.policy;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// All that one decision asks of a call, sorted, so that equal decisions have equal obligations.
///
/// Where several masks match one column, the strictest of them applies; a tool asks [#all] and
/// matches them against what it resolved.
public record Obligations(List<Obligation> all) {

    public static final Obligations NONE = new Obligations(List.of());

    public Obligations {
        all = sorted(all);
    }

    private static List<Obligation> sorted(List<Obligation> all) {
        var sorted = all.toArray(Obligation[]::new);
        Arrays.sort(sorted);
        int distinct = 0;
        for (var one : sorted) {
            if (distinct == 0 || !sorted[distinct - 1].equals(one)) {
                sorted[distinct++] = one;
            }
        }
        return List.of(Arrays.copyOf(sorted, distinct));
    }

    public List<Obligation.MaskColumn> masks() {
        return all.stream()
                .filter(Obligation.MaskColumn.class::isInstance)
                .map(Obligation.MaskColumn.class::cast)
                .toList();
    }

    public List<Obligation.FilterRows> filters() {
        return all.stream()
                .filter(Obligation.FilterRows.class::isInstance)
                .map(Obligation.FilterRows.class::cast)
                .toList();
    }

    /// The smallest limit of this name, or empty where no rule nor fallback named one.
    public OptionalLong limit(String name) {
        return all.stream()
                .filter(Obligation.Limit.class::isInstance)
                .map(Obligation.Limit.class::cast)
                .filter(limit -> limit.name().equals(name))
                .mapToLong(Obligation.Limit::value)
                .min();
    }
}
