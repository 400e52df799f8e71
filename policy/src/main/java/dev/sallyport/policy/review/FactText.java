package dev.sallyport.policy.review;

import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.policy.yaml.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Facts as people write them: `?` is unknown, `-` does not apply, everything else is a value in the way of the fact's
/// definition.
public final class FactText {

    public static final String UNKNOWN = "?";
    public static final String NOT_APPLICABLE = "-";

    private FactText() {}

    /// What reading comes to.
    public sealed interface Read {
        record Value(FactValue value) implements Read {}

        /// @param problem what was expected, in one sentence
        record Bad(String problem) implements Read {}
    }

    /// @param values one, or for a set any number
    public static Read read(FactDefinition fact, List<String> values) {
        if (values.equals(List.of(UNKNOWN))) {
            return new Read.Value(FactValue.UNKNOWN);
        }
        if (values.equals(List.of(NOT_APPLICABLE))) {
            return new Read.Value(FactValue.NOT_APPLICABLE);
        }
        if (fact instanceof FactDefinition.SetFact) {
            return new Read.Value(FactValue.texts(Set.copyOf(values)));
        }
        if (values.size() != 1) {
            return new Read.Bad(Quoted.of(fact.name()) + " has one value, not a list");
        }
        var text = values.getFirst();
        return switch (fact) {
            case FactDefinition.TextFact _, FactDefinition.SetFact _ ->
                    new Read.Value(FactValue.text(text));
            case FactDefinition.QuantityFact quantity -> quantity(quantity, text);
            case FactDefinition.LevelFact level when level.strictestFirst().contains(text) ->
                    new Read.Value(FactValue.level(text));
            case FactDefinition.LevelFact level ->
                    new Read.Bad(
                            Quoted.of(fact.name())
                                    + " is one of "
                                    + Quoted.all(level.strictestFirst())
                                    + ", not "
                                    + Quoted.of(text));
        };
    }

    private static Read quantity(FactDefinition.QuantityFact fact, String text) {
        var number =
                switch (fact.unit()) {
                    case COUNT -> Amounts.parseCount(text);
                    case BYTES -> Amounts.parseBytes(text);
                    case DURATION ->
                            Amounts.parseDuration(text)
                                    .map(duration -> OptionalLong.of(duration.toMillis()))
                                    .orElse(OptionalLong.empty());
                };
        return number.isPresent()
                ? new Read.Value(FactValue.quantity(number.getAsLong()))
                : new Read.Bad(
                        Quoted.of(fact.name())
                                + " is "
                                + form(fact.unit())
                                + ", not "
                                + Quoted.of(text));
    }

    private static String form(Unit unit) {
        return switch (unit) {
            case COUNT -> "a whole number";
            case BYTES -> "a size such as `64KiB`";
            case DURATION -> "a duration such as `10s`";
        };
    }

    /// The value as a person reads it, in the unit of its definition.
    public static String print(Optional<FactDefinition> fact, FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> text.isEmpty() ? "\"\"" : text;
            case FactValue.Texts(var texts) -> "[" + String.join(", ", texts) + "]";
            case FactValue.Quantity(var number) -> amount(fact, number);
            case FactValue.Level(var name) -> name;
            case FactValue.NotApplicable() -> "does not apply";
            case FactValue.Unknown() -> "unknown";
        };
    }

    private static String amount(Optional<FactDefinition> fact, long number) {
        if (number >= 0 && fact.orElse(null) instanceof FactDefinition.QuantityFact quantity) {
            return switch (quantity.unit()) {
                case COUNT -> Long.toString(number);
                case BYTES -> Amounts.printBytes(number);
                case DURATION -> Amounts.print(Duration.ofMillis(number));
            };
        }
        return Long.toString(number);
    }
}
