package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The masks and filters that a rule puts on a place, as they bear on a tool that acts there, whether or
/// not the rule names that tool. Safe from many threads.
final class Carried {

    // Where it is put: which targets, by name and by labels, and where in them.
    private final Optional<Globs> targets;
    private final Optional<Names> labelled;
    private final String[] facts;
    private final Globs[] places;
    private final List<MaskColumn> masks;
    private final List<FilterRows> filters;

    private Carried(
            Optional<Globs> targets,
            Optional<Names> labelled,
            Map<String, Globs> places,
            List<MaskColumn> masks,
            List<FilterRows> filters) {
        this.facts = places.keySet().toArray(String[]::new);
        this.places = places.values().toArray(Globs[]::new);
        this.targets = targets;
        this.labelled = labelled;
        this.masks = masks;
        this.filters = filters;
    }

    /// What a rule leaves out under `except` keeps its masks and filters, as does what lies outside of its other keys.
    static Carried of(Clause clause, ToolWords words, Vocabulary vocabulary) {
        if ((clause.masks().isEmpty() || !words.masks())
                && (clause.filters().isEmpty() || !words.filters())) {
            return new Carried(
                    Optional.empty(), Optional.empty(), new TreeMap<>(), List.of(), List.of());
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
        var target = words.target().map(FactDefinition::name);
        return new Carried(
                target.map(places::remove),
                clause.labels().isEmpty() || target.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Names(vocabulary.targets(words, clause.labels()))),
                places,
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

    /// Whether the place might be on the target. What is not known to lie elsewhere lies there.
    ///
    /// @param target the value of the fact that names it; anything where the tool's targets have no names
    boolean mayLieOn(FactValue target) {
        if (targets.isPresent() && !mayLieIn(target, targets.get())) {
            return false;
        }
        return labelled.isEmpty()
                || !(target instanceof FactValue.Text(var name))
                || name.isEmpty()
                || labelled.get().contains(name);
    }

    /// Whether the access, to a target that the place might be on, might touch it. What is not known to lie outside
    /// lies inside.
    boolean touches(Access access) {
        for (int i = 0; i < facts.length; i++) {
            if (!mayLieIn(access.fact(facts[i]), places[i])) {
                return false;
            }
        }
        return true;
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
