package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one rule says, wherever it stands. Equal clauses say the same in the same words.
///
/// @param tools the names and globs as written
/// @param named the tools they come to
/// @param on by place key
/// @param facts by the key beside `on`
/// @param limits by the obligation's name
public record Clause(
        Effect effect,
        List<String> tools,
        Set<String> named,
        SortedMap<String, Constraint> on,
        SortedMap<String, Constraint> facts,
        SortedMap<String, Bound> limits,
        List<MaskColumn> masks,
        List<String> unmask,
        List<FilterRows> filters,
        Optional<ApproverSet> approvers) {

    /// A limit and how it is written.
    public record Bound(long value, Unit unit) {

        /// As it is written in a file.
        public String print() {
            return Canonical.amount(value, unit);
        }
    }

    public Clause {
        tools = tools.stream().distinct().sorted().toList();
        named = Collections.unmodifiableSet(new TreeSet<>(named));
        on = Collections.unmodifiableSortedMap(new TreeMap<>(on));
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        masks = masks.stream().distinct().sorted().toList();
        unmask = unmask.stream().distinct().sorted().toList();
        filters = filters.stream().distinct().sorted().toList();
        if ((effect == Effect.HOLD) != approvers.isPresent()) {
            throw new IllegalArgumentException("a hold, and only a hold, has approvers");
        }
    }

    /// The rule in canonical YAML, a key a line, without indentation.
    public String print() {
        return Canonical.print(this);
    }

    /// The same rule with other keys.
    public Clause with(SortedMap<String, Constraint> on, SortedMap<String, Constraint> facts) {
        return new Clause(
                effect, tools, named, on, facts, limits, masks, unmask, filters, approvers);
    }
}
