package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import java.util.Collections;
import java.util.Comparator;
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
/// @param labels of the target, by label: globs, one of which the label's value matches
/// @param facts by the key beside `on`
/// @param except what the rule leaves out
/// @param limits by the obligation's name
public record Clause(
        Effect effect,
        List<String> tools,
        Set<String> named,
        SortedMap<String, Constraint> on,
        SortedMap<String, List<String>> labels,
        SortedMap<String, Constraint> facts,
        List<Exclusion> except,
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
        labels = Exclusion.sorted(labels);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        except = except.stream().distinct().sorted(Comparator.comparing(Canonical::print)).toList();
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

    /// What the rule wants of the target's labels, as it stands under `label`; empty where it names none.
    public String printLabels() {
        return labels.isEmpty() ? "" : Canonical.labels(labels);
    }

    /// Each exception in one line.
    public List<String> printExceptions() {
        return except.stream().map(Canonical::print).toList();
    }

    /// The same rule with other keys.
    public Clause with(SortedMap<String, Constraint> on, SortedMap<String, Constraint> facts) {
        return new Clause(
                effect, tools, named, on, labels, facts, except, limits, masks, unmask, filters,
                approvers);
    }
}
