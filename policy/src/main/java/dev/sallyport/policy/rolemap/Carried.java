package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The masks and filters that a rule puts on a place, as they bear on a tool that acts there, whether or
/// not the rule names that tool. Safe from many threads.
final class Carried {

    private final String[] facts;
    private final Globs[] places;
    private final Optional<TargetNames> targets;
    private final List<MaskColumn> masks;
    private final List<FilterRows> filters;

    /// @param fact names the target
    private record TargetNames(String fact, Set<String> names) {}

    private Carried(
            Map<String, Globs> places,
            Optional<TargetNames> targets,
            List<MaskColumn> masks,
            List<FilterRows> filters) {
        this.facts = places.keySet().toArray(String[]::new);
        this.places = places.values().toArray(Globs[]::new);
        this.targets = targets;
        this.masks = masks;
        this.filters = filters;
    }

    /// What a rule leaves out under `except` keeps its masks and filters, as does what lies outside of its other keys.
    static Carried of(Clause clause, ToolWords words, Vocabulary vocabulary) {
        if ((clause.masks().isEmpty() || !words.masks())
                && (clause.filters().isEmpty() || !words.filters())) {
            return new Carried(new TreeMap<>(), Optional.empty(), List.of(), List.of());
        }
        var places = new TreeMap<String, Globs>();
        clause.on()
                .forEach((key, constraint) -> {
                    var fact = words.places().get(key);
                    if (fact != null) {
                        constraint
                                .places()
                                .ifPresent(globs -> places.put(fact.name(), new Globs(globs)));
                    }
                });
        return new Carried(
                places,
                clause.labels().isEmpty()
                        ? Optional.empty()
                        : words.target()
                                .map(fact ->
                                        new TargetNames(
                                                fact.name(),
                                                vocabulary.targets(words, clause.labels()))),
                words.masks() ? clause.masks() : List.of(),
                words.filters() ? clause.filters() : List.of());
    }

    boolean isEmpty() {
        return masks.isEmpty() && filters.isEmpty();
    }

    List<MaskColumn> masks() {
        return masks;
    }

    List<FilterRows> filters() {
        return filters;
    }

    /// Whether the access might touch the place. What is not known to lie outside lies inside.
    boolean touches(Access access) {
        for (int i = 0; i < facts.length; i++) {
            if (!mayLieIn(access.fact(facts[i]), places[i])) {
                return false;
            }
        }
        return targets.isEmpty()
                || !(access.fact(targets.get().fact()) instanceof FactValue.Text(var name))
                || name.isEmpty()
                || targets.get().names().contains(name);
    }

    private static boolean mayLieIn(FactValue value, Globs globs) {
        if (value instanceof FactValue.Text(var text)) {
            return text.isEmpty() || globs.matches(text);
        }
        return switch (value) {
            case FactValue.Texts(var texts) ->
                    texts.isEmpty() || texts.stream().anyMatch(globs::matches);
            case FactValue.Text _,
                    FactValue.Quantity _,
                    FactValue.Level _,
                    FactValue.NotApplicable(),
                    FactValue.Unknown() ->
                    true;
        };
    }
}
