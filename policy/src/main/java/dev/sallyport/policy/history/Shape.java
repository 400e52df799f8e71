package dev.sallyport.policy.history;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.LevelFact;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// An access as rules see it: a value for each fact of its tool, and nothing else. What means the same to every rule
/// is the same here: an empty set is as good as not applicable.
///
/// @param facts by name; of every fact that the tool has
record Shape(String tool, SortedMap<String, FactValue> facts) {

    Shape {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    static Shape of(ToolTerms terms, Access access) {
        var facts = new TreeMap<String, FactValue>();
        terms.facts().forEach(fact -> facts.put(fact.name(), seen(fact, access.fact(fact.name()))));
        return new Shape(terms.tool(), facts);
    }

    private static FactValue seen(FactDefinition fact, FactValue value) {
        if (value instanceof FactValue.NotApplicable) {
            return value;
        }
        return switch (fact) {
            case FactDefinition.TextFact _ ->
                    value instanceof FactValue.Text ? value : FactValue.UNKNOWN;
            case FactDefinition.SetFact _ ->
                    value instanceof FactValue.Texts(var texts)
                            ? texts.isEmpty() ? FactValue.NOT_APPLICABLE : value
                            : FactValue.UNKNOWN;
            case FactDefinition.QuantityFact _ ->
                    value instanceof FactValue.Quantity(var number) && number >= 0
                            ? value
                            : FactValue.UNKNOWN;
            case LevelFact level ->
                    value instanceof FactValue.Level(var name)
                                    && level.strictestFirst().contains(name)
                            ? value
                            : FactValue.UNKNOWN;
        };
    }

    FactValue fact(String name) {
        return facts.getOrDefault(name, FactValue.UNKNOWN);
    }

    /// The access that has these facts.
    Access access() {
        return new Access("seen", "seen", facts);
    }

    /// Whether this lies within the other; see the package.
    boolean within(Shape other, ToolTerms terms) {
        return tool.equals(other.tool)
                && terms.facts().stream()
                        .allMatch(fact -> within(fact, fact(fact.name()), other.fact(fact.name())));
    }

    private static boolean within(FactDefinition fact, FactValue inner, FactValue outer) {
        if (outer instanceof FactValue.Unknown || inner instanceof FactValue.NotApplicable) {
            return true;
        }
        return switch (inner) {
            case FactValue.Texts(var texts) ->
                    outer instanceof FactValue.Texts(var all) && all.containsAll(texts);
            case FactValue.Quantity(var number) ->
                    outer instanceof FactValue.Quantity(var most) && number <= most;
            case FactValue.Level(var name) ->
                    outer instanceof FactValue.Level(var laxest)
                            && fact instanceof LevelFact level
                            && level.strictestFirst().indexOf(name)
                                    <= level.strictestFirst().indexOf(laxest);
            case FactValue.Text _ -> inner.equals(outer);
            case FactValue.NotApplicable _, FactValue.Unknown _ -> inner.equals(outer);
        };
    }

    /// The least that both lie within; empty when their texts differ, or where one of two is unknown, because that would
    /// open more than anybody sees.
    Optional<Shape> joined(Shape other, ToolTerms terms) {
        var facts = new TreeMap<String, FactValue>();
        for (var fact : terms.facts()) {
            var joined = joined(fact, fact(fact.name()), other.fact(fact.name()));
            if (joined.isEmpty()) {
                return Optional.empty();
            }
            facts.put(fact.name(), joined.get());
        }
        return Optional.of(new Shape(tool, facts));
    }

    private static Optional<FactValue> joined(FactDefinition fact, FactValue one, FactValue other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        if (one instanceof FactValue.Unknown || other instanceof FactValue.Unknown) {
            return Optional.empty();
        }
        if (within(fact, one, other)) {
            return Optional.of(other);
        }
        if (within(fact, other, one)) {
            return Optional.of(one);
        }
        if (one instanceof FactValue.Texts(var some)
                && other instanceof FactValue.Texts(var more)) {
            Set<String> all = new TreeSet<>(some);
            all.addAll(more);
            return Optional.of(FactValue.texts(all));
        }
        return Optional.empty();
    }
}
