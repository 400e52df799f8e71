package dev.sallyport.policy.review;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Glob;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.review.ReachReport.Reacher;
import dev.sallyport.policy.review.ReachReport.ToolReach;
import dev.sallyport.policy.review.ReachReport.Way;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Constraint;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds who can reach a resource.
public final class ReachFinder {

    private final Written written;
    private final Map<String, String> on;

    private ReachFinder(RoleMap roleMap, Map<String, String> on) {
        this.written = roleMap.written();
        this.on = on;
    }

    /// @param tools to be looked at; places that a tool does not have are no matter to it
    /// @param on the resource, by place key
    public static ReachReport of(
            RoleMap roleMap, Collection<String> tools, Map<String, String> on) {
        var finder = new ReachFinder(roleMap, on);
        var reachers = new ArrayList<Reacher>();
        for (var who : new People(roleMap.written()).all()) {
            var reach = finder.reach(tools, Set.of(who));
            if (!reach.isEmpty()) {
                reachers.add(new Reacher(who, reach));
            }
        }
        return new ReachReport(on, reachers);
    }

    /// What one principal reaches by itself and through its groups together, at whatever time: without what its key is
    /// confined to, without roles that must not meet, and without the human behind it, who must be allowed too.
    public static Reacher of(RoleMap roleMap, Principal principal) {
        var whos = new TreeSet<String>();
        whos.add(principal.subject());
        principal.groups().forEach(group -> whos.add("group:" + group));
        return new Reacher(
                principal.subject(),
                new ReachFinder(roleMap, Map.of()).reach(roleMap.written().tools(), whos));
    }

    private List<ToolReach> reach(Collection<String> tools, Set<String> whos) {
        var ways = chains(whos);
        return tools.stream().sorted().flatMap(tool -> reach(tool, ways).stream()).toList();
    }

    /// How a subject or group comes to a role.
    private record Chain(List<String> roles, String when) {}

    /// The chains to each role of subjects and groups together; of two in one period the shorter.
    private Map<String, List<Chain>> chains(Set<String> whos) {
        var found = new TreeMap<String, Map<String, Chain>>();
        written.bindings().stream()
                .filter(binding -> whos.contains(binding.who()))
                .forEach(binding ->
                        written.closure(binding.role())
                                .forEach((name, way) ->
                                        found.computeIfAbsent(name, _ -> new TreeMap<>())
                                                .merge(
                                                        binding.when(),
                                                        new Chain(way, binding.when()),
                                                        (a, b) ->
                                                                a.roles().size() <= b.roles().size()
                                                                        ? a
                                                                        : b)));
        var chains = new TreeMap<String, List<Chain>>();
        found.forEach((role, byPeriod) -> chains.put(role, List.copyOf(byPeriod.values())));
        return chains;
    }

    private Optional<ToolReach> reach(String tool, Map<String, List<Chain>> roles) {
        if (on.keySet().stream().noneMatch(written.places(tool)::containsKey) && !on.isEmpty()) {
            return Optional.empty();
        }
        var ways = new ArrayList<Way>();
        var obligations = new TreeSet<String>();
        roles.forEach((role, chains) -> {
            for (var rule : written.rules(role)) {
                var open = conditions(rule.clause(), tool);
                if (open.isPresent()) {
                    if (rule.clause().named().contains(tool)) {
                        chains.forEach(chain -> ways.add(way(rule, chain, open.get(), tool)));
                    }
                    obligations.addAll(carried(rule.clause(), tool, open.get()));
                }
            }
        });
        boolean closed = ways.stream().anyMatch(w -> w.effect().equals("forbid") && w.isAlways());
        boolean held = ways.stream().anyMatch(w -> w.effect().equals("hold") && w.isAlways());
        boolean permits = ways.stream().anyMatch(w -> w.effect().equals("permit"));
        boolean holds = ways.stream().anyMatch(w -> w.effect().equals("hold"));
        if (closed || !(permits || holds)) {
            return Optional.empty();
        }
        ways.sort(Comparator.comparing(Way::effect).reversed().thenComparingInt(Way::line));
        return Optional.of(
                new ToolReach(
                        tool,
                        permits && !held ? "permit" : "hold",
                        ways,
                        List.copyOf(obligations)));
    }

    private Way way(Rule rule, Chain chain, List<Written.Key> open, String tool) {
        var clause = rule.clause();
        var obligations = new ArrayList<String>();
        clause.limits()
                .forEach((name, bound) -> {
                    if (written.limits(tool).containsKey(name)) {
                        obligations.add(name + " " + bound.print());
                    }
                });
        clause.unmask().forEach(column -> obligations.add("unmask " + column));
        return new Way(
                clause.effect().name().toLowerCase(Locale.ROOT),
                chain.roles(),
                chain.when(),
                rule.id().toString(),
                rule.id().line(),
                rule.description().orElse(""),
                wanted(clause, open, tool),
                obligations,
                clause.approvers().stream().map(ApproverText::quoted).toList());
    }

    private List<String> wanted(Clause clause, List<Written.Key> open, String tool) {
        var wanted = new ArrayList<>(texts(open));
        if (!clause.labels().isEmpty() && target(tool).isEmpty()) {
            wanted.add("label: " + clause.printLabels());
        }
        clause.printExceptions().forEach(except -> wanted.add("except " + except));
        return wanted;
    }

    /// The name of the target that is asked about.
    private Optional<String> target(String tool) {
        return written.target(tool).map(on::get);
    }

    private static List<String> texts(List<Written.Key> keys) {
        return keys.stream().map(key -> key.key() + ": " + key.constraint().print()).toList();
    }

    private List<String> carried(Clause clause, String tool, List<Written.Key> open) {
        if (clause.effect() == Effect.FORBID) {
            return List.of();
        }
        var places = texts(open.stream().filter(Written.Key::place).toList());
        var where = places.isEmpty() ? "" : " (on " + String.join(", ", places) + ")";
        var carried = new ArrayList<String>();
        if (written.masks(tool)) {
            clause.masks().forEach(mask -> carried.add(ObligationText.mask(mask) + where));
        }
        if (written.filters(tool)) {
            clause.filters().forEach(filter -> carried.add(ObligationText.filter(filter) + where));
        }
        return carried;
    }

    /// What the rule wants beyond the resource; empty when it is about another.
    private Optional<List<Written.Key>> conditions(Clause clause, String tool) {
        var open = new ArrayList<Written.Key>();
        for (var key : written.keys(clause, tool)) {
            var value = key.place() ? on.get(key.key()) : null;
            if (value == null) {
                open.add(key);
            } else if (!means(key.constraint(), value)) {
                return Optional.empty();
            }
        }
        boolean elsewhere =
                !clause.labels().isEmpty()
                        && target(tool)
                                .filter(name ->
                                        !written.carrying(tool, clause.labels()).contains(name))
                                .isPresent();
        return elsewhere ? Optional.empty() : Optional.of(open);
    }

    private static boolean means(Constraint constraint, String value) {
        return switch (constraint) {
            case Constraint.OneOf(var globs) -> matches(globs, value);
            case Constraint.Members(var permit, var forbid) ->
                    permit.map(globs -> matches(globs, value)).orElse(true)
                            && !matches(forbid, value);
            case Constraint.Bound _, Constraint.Level _ -> true;
        };
    }

    private static boolean matches(List<String> globs, String value) {
        return globs.stream().anyMatch(glob -> new Glob(glob).matches(value));
    }
}
