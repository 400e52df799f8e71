package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads what a key says about a fact.
final class ConstraintReader {

    private static final long COUNT_MAX = 1_000_000_000_000L;

    private final Effect effect;

    ConstraintReader(Effect effect) {
        this.effect = effect;
    }

    Optional<Constraint> read(YamlNode node, FactDefinition fact) {
        return switch (fact) {
            case FactDefinition.TextFact _ -> globs(node).map(Constraint.OneOf::new);
            case FactDefinition.SetFact _ ->
                    node instanceof YamlMapping mapping
                            ? members(mapping)
                            : globs(node)
                                    .map(globs ->
                                            new Constraint.Members(Optional.of(globs), List.of()));
            case FactDefinition.QuantityFact quantity ->
                    amount(node, quantity.unit())
                            .map(value -> new Constraint.Bound(value, quantity.unit()));
            case FactDefinition.LevelFact level -> level(node, level.strictestFirst());
        };
    }

    /// A number in its unit; a duration in milliseconds.
    static Optional<Long> amount(YamlNode node, Unit unit) {
        return switch (unit) {
            case COUNT -> node.integer(0, COUNT_MAX);
            case BYTES -> node.bytes();
            case DURATION -> node.duration().map(Duration::toMillis);
        };
    }

    /// One glob or a list of them; empty where any is wrong.
    static Optional<List<String>> globs(YamlNode node) {
        var items = node.oneOrMany();
        if (items.isEmpty()) {
            node.problem(
                    node.name() + " is an empty list, which nothing matches",
                    "leave the key away to mean anything");
            return Optional.empty();
        }
        var globs = items.stream().flatMap(item -> ClauseReader.glob(item).stream()).toList();
        return globs.size() == items.size() ? Optional.of(globs) : Optional.empty();
    }

    private Optional<Constraint> members(YamlMapping mapping) {
        if (effect != Effect.PERMIT) {
            mapping.entries().stream()
                    .filter(entry -> entry.key().equals("forbid"))
                    .forEach(entry ->
                            entry.problem(
                                    "`forbid` has no meaning here: the rule applies when any"
                                            + " of them matches",
                                    Optional.of("write a plain list")));
        }
        mapping.allow("permit", "forbid");
        if (mapping.isEmpty()) {
            mapping.problem(
                    mapping.name() + " says nothing", "write a list, or `permit:` and `forbid:`");
            return Optional.empty();
        }
        // A list that could not be read is a problem by now, and the file will not be used.
        var permit = mapping.get("permit").flatMap(ConstraintReader::globs);
        var forbid = mapping.get("forbid").flatMap(ConstraintReader::globs);
        return Optional.of(new Constraint.Members(permit, forbid.orElse(List.of())));
    }

    private static Optional<Constraint> level(YamlNode node, List<String> strictestFirst) {
        var name = node.text();
        if (name.isPresent() && !strictestFirst.contains(name.get())) {
            node.problem(
                    "unknown level " + Quoted.of(name.get()) + " of " + node.name(),
                    Suggestion.question(name.get(), strictestFirst)
                            .or(() ->
                                    Optional.of(
                                            "the strictest first: " + Quoted.all(strictestFirst))));
            return Optional.empty();
        }
        return name.map(Constraint.Level::new);
    }
}
