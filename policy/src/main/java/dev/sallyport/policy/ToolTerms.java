package dev.sallyport.policy;

import java.util.List;
import java.util.Optional;

/// The policy words one tool brings: the facts its accesses carry and the obligations it can honour.
///
/// The keys that a rule may use for the tool are exactly these.
///
/// @param target the name of the fact that says which configured target the access is on, a text under `on`; empty
///     for a tool whose targets carry no labels
public record ToolTerms(
        String tool,
        Optional<String> target,
        List<FactDefinition> facts,
        List<ObligationDefinition> obligations) {

    /// @throws IllegalArgumentException when the target is no text under `on`
    public ToolTerms {
        facts = List.copyOf(facts);
        obligations = List.copyOf(obligations);
        if (target.isPresent() && find(facts, target.get()).filter(ToolTerms::isPlace).isEmpty()) {
            throw new IllegalArgumentException(
                    "`" + tool + "` has no place that is called `" + target.get() + "`");
        }
    }

    /// The words of a tool whose targets carry no labels.
    public ToolTerms(
            String tool, List<FactDefinition> facts, List<ObligationDefinition> obligations) {
        this(tool, Optional.empty(), facts, obligations);
    }

    private static boolean isPlace(FactDefinition fact) {
        return fact instanceof FactDefinition.TextFact && fact.place() == FactDefinition.Place.ON;
    }

    private static Optional<FactDefinition> find(List<FactDefinition> facts, String name) {
        return facts.stream().filter(fact -> fact.name().equals(name)).findFirst();
    }

    public Optional<FactDefinition> findFact(String name) {
        return find(facts, name);
    }
}
