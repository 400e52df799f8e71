package dev.sallyport.policy;

import java.util.List;
import java.util.OptionalLong;

/// All that one decision asks of a call, sorted, so that equal decisions have equal obligations.
///
/// Where several masks match one column, the strictest of them applies; a tool asks [#all] and
/// matches them against what it resolved.
public record Obligations(List<Obligation> all) {

    public static final Obligations NONE = new Obligations(List.of());

    public Obligations {
        all = all.stream().distinct().sorted().toList();
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
