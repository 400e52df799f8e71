package dev.sallyport.policy;

import java.util.List;
import java.util.Optional;

/// The policy words one tool brings: the facts its accesses carry and the obligations it can honour.
///
/// The keys that a rule may use for the tool are exactly these.
public record ToolTerms(
        String tool, List<FactDefinition> facts, List<ObligationDefinition> obligations) {

    public ToolTerms {
        facts = List.copyOf(facts);
        obligations = List.copyOf(obligations);
    }

    public Optional<FactDefinition> findFact(String name) {
        return facts.stream().filter(fact -> fact.name().equals(name)).findFirst();
    }
}
