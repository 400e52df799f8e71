package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.RoleMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What anyone gains or loses when one role map takes the place of another: each subject and each group for itself.
///
/// Rules are compared by what they come to: how they are cut up and spread over roles, how they stand and what they
/// are called makes no difference, and neither does a rule that a wider one makes needless.
///
/// @param who those for whom something changes, sorted
public record PolicyDiff(List<Changes> who) {

    public PolicyDiff {
        who = List.copyOf(who);
    }

    /// Who all those are for whom roles are kept apart.
    public static final String EVERYONE = "everyone";

    /// @param who with its kind in front, or [#EVERYONE]
    /// @param when the period of the bindings through which, as a file writes it; empty for always
    public record Changes(String who, String when, List<Change> changes) {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /// @param verb what happens: `gains`, `loses`, `changes`
    /// @param kind of what: `permit`, `hold`, `forbid`, `mask`, `filter`, `console`, `approver`,
    ///     `break-glass`, `limit` or `separation`
    /// @param tools sorted; none where it is about no tool
    public record Change(String verb, String kind, List<String> tools, String text) {
        public Change {
            tools = List.copyOf(tools);
        }

        /// `gains permit of push_branch: branch: [dev]`
        public String sentence() {
            return verb
                    + " "
                    + kind
                    + (tools.isEmpty() ? "" : " of " + String.join(", ", tools))
                    + (text.isEmpty() ? "" : ": " + text);
        }
    }

    public boolean isEmpty() {
        return who.isEmpty();
    }

    public static PolicyDiff between(RoleMap before, RoleMap after) {
        var old = new Meaning(before.written());
        var young = new Meaning(after.written());
        var everyone = new TreeSet<>(old.people().all());
        everyone.addAll(young.people().all());
        var tools = new TreeSet<>(before.written().tools());
        tools.addAll(after.written().tools());
        var result = new ArrayList<Changes>();
        for (var who : everyone) {
            var periods = new TreeSet<>(old.people().periods(who));
            periods.addAll(young.people().periods(who));
            for (var when : periods) {
                var changes = new ArrayList<Change>();
                tools.forEach(tool ->
                        changes.addAll(
                                ToolDiff.between(
                                        tool, old.of(who, when, tool), young.of(who, when, tool))));
                changes.addAll(
                        difference("console", old.rights(who, when), young.rights(who, when)));
                changes.addAll(
                        difference("approver", old.approves(who, when), young.approves(who, when)));
                changes.addAll(
                        difference(
                                "break-glass",
                                old.breaksGlass(who, when),
                                young.breaksGlass(who, when)));
                changes.addAll(difference("limit", old.limits(who, when), young.limits(who, when)));
                if (!changes.isEmpty()) {
                    result.add(new Changes(who, when, merged(changes)));
                }
            }
        }
        var separations = difference("separation", old.separations(), young.separations());
        if (!separations.isEmpty()) {
            result.add(new Changes(EVERYONE, "", separations));
        }
        return new PolicyDiff(result);
    }

    private static List<Change> difference(String kind, Set<String> before, Set<String> after) {
        var changes = new ArrayList<Change>();
        after.stream()
                .filter(text -> !before.contains(text))
                .forEach(text -> changes.add(new Change("gains", kind, List.of(), text)));
        before.stream()
                .filter(text -> !after.contains(text))
                .forEach(text -> changes.add(new Change("loses", kind, List.of(), text)));
        return changes;
    }

    /// One change for all the tools that it is the same for.
    private static List<Change> merged(List<Change> changes) {
        var tools = new LinkedHashMap<Change, TreeSet<String>>();
        for (var change : changes) {
            tools.computeIfAbsent(
                            new Change(change.verb(), change.kind(), List.of(), change.text()),
                            _ -> new TreeSet<>())
                    .addAll(change.tools());
        }
        var merged = new ArrayList<Change>();
        tools.forEach((change, names) ->
                merged.add(
                        new Change(
                                change.verb(), change.kind(), List.copyOf(names), change.text())));
        return merged;
    }
}
