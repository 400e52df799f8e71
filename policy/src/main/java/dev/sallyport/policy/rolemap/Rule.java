package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.RuleId;
import java.util.Optional;
import java.util.stream.Stream;

/// A clause in its place.
///
/// @param description for operators; no part of what the rule says, nor of its id
public record Rule(RuleId id, Clause clause, Optional<String> description) {

    /// The same rule, written twice.
    static Rule merge(Rule first, Rule other) {
        var description =
                Stream.of(first.description, other.description)
                        .flatMap(Optional::stream)
                        .sorted()
                        .findFirst();
        return new Rule(first.id, first.clause, description);
    }
}
