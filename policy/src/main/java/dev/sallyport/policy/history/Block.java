package dev.sallyport.policy.history;

import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.LevelFact;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.QuantityFact;
import dev.sallyport.policy.FactDefinition.SetFact;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Shapes that one rule can speak of without speaking of any other: they differ in one text at most.
///
/// @param sample any of them
/// @param texts for each text that has a value, all its values
record Block(Shape sample, SortedMap<String, SortedSet<String>> texts) {

    /// Stands where something does not apply, beside an exception that leaves out every real value.
    static final String NONE = "none";

    /// A glob that every value but the empty one matches.
    private static final String ANY = "[\"**\"]";

    Block {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    static Block of(Shape shape) {
        var texts = new TreeMap<String, SortedSet<String>>();
        shape.facts()
                .forEach((name, value) -> {
                    if (value instanceof FactValue.Text(var text) && !text.isEmpty()) {
                        texts.put(name, new TreeSet<>(Set.of(text)));
                    }
                });
        return new Block(shape, texts);
    }

    /// As few blocks as there need be, text by text.
    static List<Block> of(Collection<Shape> shapes, ToolTerms terms) {
        var blocks = shapes.stream().map(Block::of).toList();
        for (var fact : terms.facts()) {
            if (fact instanceof TextFact) {
                var merged = new LinkedHashMap<Block, SortedSet<String>>();
                for (var block : blocks) {
                    var values = block.texts.getOrDefault(fact.name(), new TreeSet<>());
                    merged.computeIfAbsent(block.without(fact.name()), _ -> new TreeSet<>())
                            .addAll(values);
                }
                blocks =
                        merged.entrySet().stream()
                                .map(e -> e.getKey().with(fact.name(), e.getValue()))
                                .toList();
            }
        }
        return blocks;
    }

    /// The same with nothing said of one text that has a value; of one that has none, the same.
    private Block without(String name) {
        if (!texts.containsKey(name)) {
            return this;
        }
        var facts = new TreeMap<>(sample.facts());
        facts.put(name, FactValue.text(NONE));
        var rest = new TreeMap<>(texts);
        rest.put(name, Collections.emptySortedSet());
        return new Block(new Shape(sample.tool(), facts), rest);
    }

    private Block with(String name, SortedSet<String> values) {
        if (values.isEmpty()) {
            return this;
        }
        var facts = new TreeMap<>(sample.facts());
        facts.put(name, FactValue.text(values.first()));
        var all = new TreeMap<>(texts);
        all.put(name, values);
        return new Block(new Shape(sample.tool(), facts), all);
    }

    private boolean absent(FactDefinition fact) {
        return isAbsent(sample.fact(fact.name()));
    }

    /// Whether no exception to a hold or forbid can name it. No hold or forbid is tripped by it either.
    static boolean isAbsent(FactValue value) {
        return value instanceof FactValue.NotApplicable
                || (value instanceof FactValue.Text(var text) && text.isEmpty());
    }

    /// Whether no hold or forbid is tripped by it, whatever it names.
    static boolean tripsNothing(FactValue value) {
        return isAbsent(value) || (value instanceof FactValue.Quantity(var number) && number == 0);
    }

    /// The keys of a permit that is satisfied by these shapes and what lies within them, and by nothing else.
    List<String> permitKeys(ToolTerms terms) {
        var on = new ArrayList<String>();
        var rule = new ArrayList<String>();
        var except = new ArrayList<String>();
        for (var fact : terms.facts()) {
            var value = sample.fact(fact.name());
            if (isAbsent(value)) {
                if (value instanceof FactValue.NotApplicable) {
                    notApplicable(fact).ifPresent(key -> place(fact, key, on, rule));
                }
                if (!(fact instanceof QuantityFact)) {
                    except.add("{ " + tripped(fact) + " }");
                }
            } else {
                downwards(fact).ifPresent(key -> place(fact, key, on, rule));
            }
        }
        return keys(on, rule, except);
    }

    private static Optional<String> notApplicable(FactDefinition fact) {
        return switch (fact) {
            case TextFact text -> Optional.of(text.ruleKey() + ": [" + NONE + "]");
            case SetFact set -> Optional.of(set.ruleKey() + ": [" + NONE + "]");
            case QuantityFact quantity ->
                    Optional.of(quantity.name() + "_max: " + amount(0, quantity.unit()));
            // Beside the exception, no key is needed: no level is the strictest of all.
            case LevelFact _ -> Optional.empty();
        };
    }

    /// The keys of a hold that is tripped by each of these shapes.
    ///
    /// @param elements of the sets, of all shapes that the hold is for
    /// @param told of numbers and of what is unknown in these shapes, which have to have a value
    List<String> holdKeys(
            ToolTerms terms,
            Map<String, SortedSet<String>> elements,
            Set<String> told,
            Collection<Block> except) {
        var on = new ArrayList<String>();
        var rule = new ArrayList<String>();
        for (var fact : terms.facts()) {
            var value = sample.fact(fact.name());
            if (tripsNothing(value) || (isOpen(value) && !told.contains(fact.name()))) {
                continue;
            }
            var key =
                    switch (fact) {
                        // Tripped by the unknown, and not by what does not apply.
                        case FactDefinition _ when isOpen(value) -> tripped(fact);
                        case TextFact text ->
                                text.ruleKey() + ": " + globs(values(texts, text.name()));
                        case SetFact set ->
                                set.ruleKey() + ": " + globs(values(elements, set.name()));
                        case QuantityFact _, LevelFact _ -> tripped(fact);
                    };
            place(fact, key, on, rule);
        }
        return keys(on, rule, except.stream().map(block -> block.exception(terms)).toList());
    }

    /// Whether something that lies within a shape with this value may trip no hold by it.
    static boolean isOpen(FactValue value) {
        return value instanceof FactValue.Unknown || value instanceof FactValue.Quantity;
    }

    private static SortedSet<String> values(Map<String, SortedSet<String>> all, String name) {
        return all.getOrDefault(name, Collections.emptySortedSet());
    }

    /// The key by which a hold or forbid, or an exception to a permit, is tripped by whatever is not absent.
    static String tripped(FactDefinition fact) {
        return switch (fact) {
            case TextFact text -> text.ruleKey() + ": " + ANY;
            case SetFact set -> set.ruleKey() + ": " + ANY;
            case QuantityFact quantity -> quantity.name() + "_over: " + amount(0, quantity.unit());
            case LevelFact level ->
                    level.name() + ": " + YamlText.of(level.strictestFirst().getFirst());
        };
    }

    /// The keys by which a forbid is tripped by what has a value for each of the facts.
    static List<String> tripped(Collection<FactDefinition> facts) {
        var on = new ArrayList<String>();
        var rule = new ArrayList<String>();
        facts.forEach(fact -> place(fact, tripped(fact), on, rule));
        return keys(on, rule, List.of());
    }

    /// An exception to a hold or forbid: for what lies within these shapes and has a value wherever they have one.
    String exception(ToolTerms terms) {
        return terms.facts().stream()
                .filter(fact -> !absent(fact))
                .flatMap(fact -> downwards(fact).stream())
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /// Whether an exception for these shapes would name nothing.
    boolean saysNothing() {
        return sample.facts().values().stream()
                .allMatch(value -> isAbsent(value) || value instanceof FactValue.Unknown);
    }

    /// The key of a permit, or of an exception to a hold or forbid; none for an unknown.
    private Optional<String> downwards(FactDefinition fact) {
        var value = sample.fact(fact.name());
        if (value instanceof FactValue.Unknown) {
            return Optional.empty();
        }
        return Optional.of(
                switch (fact) {
                    case TextFact text ->
                            text.ruleKey()
                                    + ": "
                                    + globs(texts.getOrDefault(text.name(), new TreeSet<>()));
                    case SetFact set ->
                            set.ruleKey()
                                    + ": "
                                    + globs(
                                            value instanceof FactValue.Texts(var all)
                                                    ? all
                                                    : Set.of());
                    case QuantityFact quantity ->
                            quantity.name()
                                    + "_max: "
                                    + (value instanceof FactValue.Quantity(var number)
                                            ? amount(number, quantity.unit())
                                            : amount(0, quantity.unit()));
                    case LevelFact level ->
                            level.name()
                                    + ": "
                                    + (value instanceof FactValue.Level(var name)
                                            ? YamlText.of(name)
                                            : level.strictestFirst().getFirst());
                });
    }

    static String globs(Collection<String> texts) {
        return YamlText.list(texts.stream().flatMap(text -> YamlText.glob(text).stream()).toList());
    }

    static String amount(long value, Unit unit) {
        return switch (unit) {
            case COUNT -> Long.toString(value);
            case BYTES -> Amounts.printBytes(value);
            case DURATION -> Amounts.print(Duration.ofMillis(value));
        };
    }

    private static void place(FactDefinition fact, String key, List<String> on, List<String> rule) {
        (fact.place() == Place.ON ? on : rule).add(key);
    }

    private static List<String> keys(List<String> on, List<String> rule, List<String> except) {
        var keys = new ArrayList<String>();
        if (!on.isEmpty()) {
            keys.add("on: { " + String.join(", ", on) + " }");
        }
        keys.addAll(rule);
        if (!except.isEmpty()) {
            keys.add("except:");
            except.forEach(item -> keys.add("  - " + item));
        }
        return keys;
    }
}
