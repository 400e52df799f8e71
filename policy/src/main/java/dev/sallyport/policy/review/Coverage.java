package dev.sallyport.policy.review;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Constraint;
import dev.sallyport.policy.rolemap.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether one rule matches wherever another does. Errs towards no.
final class Coverage {

    private static final List<String> ANYTHING = List.of("**");

    private final Written written;

    Coverage(Written written) {
        this.written = written;
    }

    /// Where a narrow rule matches and the wide one does not.
    ///
    /// @param facts only accesses to which one of these does not apply, or for which it is empty; none for no access
    record Leftover(Set<String> facts) {
        Leftover {
            facts = java.util.Collections.unmodifiableSet(new TreeSet<>(facts));
        }

        boolean isEmpty() {
            return facts.isEmpty();
        }
    }

    /// What the wide rule leaves of the narrow one, over all its tools; empty when that may be anything.
    ///
    /// A permit never covers a hold or a forbid.
    Optional<Leftover> leftover(Clause wide, Clause narrow) {
        if (!wide.named().containsAll(narrow.named())) {
            return Optional.empty();
        }
        var facts = new TreeSet<String>();
        for (var tool : narrow.named()) {
            var left = leftover(wide, narrow, tool);
            if (left.isEmpty()) {
                return Optional.empty();
            }
            facts.addAll(left.get().facts());
        }
        return Optional.of(new Leftover(facts));
    }

    /// As [#leftover(Clause, Clause)], for one tool that both name.
    Optional<Leftover> leftover(Clause wide, Clause narrow, String tool) {
        boolean wideTrips = wide.effect() != Effect.PERMIT;
        boolean narrowTrips = narrow.effect() != Effect.PERMIT;
        if (!wideTrips && narrowTrips) {
            return Optional.empty();
        }
        if (!saysNoMore(wide, narrow)) {
            return Optional.empty();
        }
        var narrowKeys = byFact(written.keys(narrow, tool));
        var facts = new TreeSet<String>();
        for (var key : written.keys(wide, tool)) {
            var other = narrowKeys.get(key.fact().name());
            if (wideTrips && !(narrowTrips && other != null)) {
                // What does not apply satisfies the permit, or is not asked for, and trips nothing.
                facts.add(key.fact().name());
            } else if (other == null) {
                return Optional.empty();
            }
            boolean covered =
                    other == null
                            ? tripsAnything(key)
                            : covers(
                                    wideTrips,
                                    narrowTrips,
                                    key.fact(),
                                    key.constraint(),
                                    other.constraint());
            if (!covered) {
                return Optional.empty();
            }
        }
        return Optional.of(new Leftover(facts));
    }

    /// Whether the wide rule has no labels and exceptions but those that the narrow one has too, read alike.
    private static boolean saysNoMore(Clause wide, Clause narrow) {
        if (wide.labels().isEmpty() && wide.except().isEmpty()) {
            return true;
        }
        boolean alike = (wide.effect() == Effect.PERMIT) == (narrow.effect() == Effect.PERMIT);
        return alike
                && (wide.labels().isEmpty() || wide.labels().equals(narrow.labels()))
                && narrow.except().containsAll(wide.except());
    }

    /// Whether the rule matches every access of the tool.
    boolean unconditional(Clause clause, String tool) {
        return written.keys(clause, tool).isEmpty()
                && clause.labels().isEmpty()
                && clause.except().isEmpty();
    }

    private static Map<String, Written.Key> byFact(List<Written.Key> keys) {
        var byFact = new TreeMap<String, Written.Key>();
        keys.forEach(key -> byFact.put(key.fact().name(), key));
        return byFact;
    }

    private static boolean tripsAnything(Written.Key key) {
        return switch (key.constraint()) {
            case Constraint.OneOf(var globs) -> GlobLanguage.covers(globs, ANYTHING);
            case Constraint.Members(var permit, _) ->
                    permit.isEmpty() || GlobLanguage.covers(permit.get(), ANYTHING);
            case Constraint.Bound _ -> false;
            case Constraint.Level(var name) -> level(key.fact(), name) == 0;
        };
    }

    private static boolean covers(
            boolean wideTrips,
            boolean narrowTrips,
            FactDefinition fact,
            Constraint wide,
            Constraint narrow) {
        return switch (wide) {
            case Constraint.OneOf(var globs) ->
                    narrow instanceof Constraint.OneOf(var others)
                            && GlobLanguage.covers(globs, others);
            case Constraint.Members members ->
                    narrow instanceof Constraint.Members others
                            && covers(wideTrips, members, others);
            case Constraint.Bound(var bound, _) ->
                    narrow instanceof Constraint.Bound(var other, _)
                            && (wideTrips ? narrowTrips && bound <= other : other <= bound);
            case Constraint.Level(var name) ->
                    narrow instanceof Constraint.Level(var other)
                            && covers(
                                    wideTrips, narrowTrips, level(fact, name), level(fact, other));
        };
    }

    private static boolean covers(
            boolean wideTrips, Constraint.Members wide, Constraint.Members narrow) {
        var all = narrow.permit().orElse(ANYTHING);
        boolean permitted =
                wide.permit().isEmpty() || GlobLanguage.covers(wide.permit().get(), all);
        return wideTrips
                ? permitted
                : permitted && GlobLanguage.covers(narrow.forbid(), wide.forbid());
    }

    private static boolean covers(boolean wideTrips, boolean narrowTrips, int wide, int narrow) {
        if (wideTrips) {
            return narrowTrips ? wide <= narrow : wide == 0;
        }
        return narrow <= wide;
    }

    private static int level(FactDefinition fact, String name) {
        return fact instanceof FactDefinition.LevelFact(_, var strictestFirst, _)
                ? strictestFirst.indexOf(name)
                : -1;
    }

    /// Whether taking the narrow rule away changes nothing for anyone who has the wide one of the same effect.
    boolean makesNeedless(Clause wide, Clause narrow) {
        if (wide.effect() != narrow.effect()
                || leftover(wide, narrow).filter(Leftover::isEmpty).isEmpty()) {
            return false;
        }
        return wide.effect() == Effect.FORBID
                || (narrow.named().stream().allMatch(tool -> opens(wide, narrow, tool))
                        && asksNoLess(wide, narrow));
    }

    /// As [#makesNeedless(Clause, Clause)], for one tool alone and without masks and filters, which bind places rather
    /// than tools.
    boolean makesNeedless(Clause wide, Clause narrow, String tool) {
        if (wide.effect() != narrow.effect()
                || leftover(wide, narrow, tool).filter(Leftover::isEmpty).isEmpty()) {
            return false;
        }
        return wide.effect() == Effect.FORBID
                || (opens(wide, narrow, tool)
                        && approversNoLess(wide, narrow)
                        && wide.unmask().containsAll(narrow.unmask())
                        && limitsNoLess(wide, narrow, tool));
    }

    /// Whether the wide rule writes out all values by name that the narrow one does.
    boolean opens(Clause wide, Clause narrow, String tool) {
        var wides = byFact(written.keys(wide, tool));
        for (var key : written.keys(narrow, tool)) {
            if (key.fact() instanceof FactDefinition.TextFact text
                    && key.constraint() instanceof Constraint.OneOf(var globs)) {
                var names = new TreeSet<>(globs);
                names.retainAll(text.byName());
                var other = wides.get(text.name());
                if (other != null && other.constraint() instanceof Constraint.OneOf(var named)) {
                    names.removeAll(named);
                }
                if (!names.isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Whether the wide rule asks at least what the narrow one does, where both match.
    boolean asksNoLess(Clause wide, Clause narrow) {
        boolean masks =
                (narrow.masks().isEmpty() && narrow.filters().isEmpty())
                        || (wide.on().equals(narrow.on())
                                && wide.labels().equals(narrow.labels())
                                && wide.masks().containsAll(narrow.masks())
                                && wide.filters().containsAll(narrow.filters()));
        return masks
                && approversNoLess(wide, narrow)
                && wide.unmask().containsAll(narrow.unmask())
                && narrow.named().stream().allMatch(tool -> limitsNoLess(wide, narrow, tool));
    }

    private static boolean approversNoLess(Clause wide, Clause narrow) {
        return narrow.approvers()
                .map(asked ->
                        wide.approvers().filter(given -> given.asksNoLessThan(asked)).isPresent())
                .orElse(true);
    }

    /// Whether each limit of the tool is at least as strict under the wide rule.
    boolean limitsNoLess(Clause wide, Clause narrow, String tool) {
        for (var limit : written.limits(tool).values()) {
            long unsaid = limit.fallback() == 0 ? 0 : Long.MAX_VALUE;
            if (bound(wide, limit.name(), unsaid) > bound(narrow, limit.name(), unsaid)) {
                return false;
            }
        }
        return true;
    }

    private static long bound(Clause clause, String name, long unsaid) {
        var bound = clause.limits().get(name);
        return bound == null ? unsaid : bound.value();
    }
}
