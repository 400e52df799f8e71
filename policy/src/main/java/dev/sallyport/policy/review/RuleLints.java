package dev.sallyport.policy.review;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.Written;
import dev.sallyport.policy.yaml.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rules that do nothing, because others always have the say.
final class RuleLints {

    private final People people;
    private final Places places;
    private final Coverage coverage;
    private final List<Rule> rules;

    RuleLints(Written written, People people, Places places) {
        this.people = people;
        this.places = places;
        this.coverage = new Coverage(written);
        this.rules =
                written.roles().values().stream().flatMap(role -> role.rules().stream()).toList();
    }

    List<Warning> all() {
        var found = new ArrayList<Warning>();
        for (var rule : rules) {
            forbidden(rule)
                    .or(() -> heldAnyway(rule))
                    .or(() -> needless(rule))
                    .ifPresent(found::add);
        }
        return found;
    }

    /// A permit or hold that a forbid always overrules.
    private Optional<Warning> forbidden(Rule rule) {
        if (rule.clause().effect() == Effect.FORBID) {
            return Optional.empty();
        }
        for (var forbid : rules) {
            if (forbid.clause().effect() == Effect.FORBID && alwaysBeside(forbid, rule)) {
                var left = coverage.leftover(forbid.clause(), rule.clause());
                if (left.isPresent()) {
                    return Optional.of(
                            places.warning(
                                    "shadowed-rule",
                                    places.rule(rule),
                                    "this "
                                            + name(rule.clause())
                                            + " never applies: the forbid of "
                                            + Quoted.of(forbid.id().role())
                                            + " on line "
                                            + forbid.id().line()
                                            + " covers it"
                                            + beyond(left.get()),
                                    rule.clause().masks().isEmpty()
                                                    && rule.clause().filters().isEmpty()
                                            ? "remove it, or narrow the forbid"
                                            : "narrow the forbid; its masks and filters bind"
                                                    + " elsewhere all the same"));
                }
            }
        }
        return Optional.empty();
    }

    private static String beyond(Coverage.Leftover left) {
        return left.isEmpty()
                ? ""
                : ", but for calls to which "
                        + String.join(" or ", left.facts().stream().map(Quoted::of).toList())
                        + " does not apply";
    }

    /// Whether everyone who has the rule's role has the other's role as well, at all times.
    private boolean alwaysBeside(Rule other, Rule rule) {
        if (people.closure(rule.id().role()).contains(other.id().role())) {
            return true;
        }
        var holders = people.holders(rule.id().role());
        return !holders.isEmpty()
                && holders.stream()
                        .allMatch(who -> people.alwaysRoles(who).contains(other.id().role()));
    }

    /// A permit beside a hold that holds every call of its tools.
    private Optional<Warning> heldAnyway(Rule rule) {
        var clause = rule.clause();
        if (clause.effect() != Effect.PERMIT
                || !clause.masks().isEmpty()
                || !clause.filters().isEmpty()
                || !clause.unmask().isEmpty()) {
            return Optional.empty();
        }
        for (var hold : rules) {
            boolean always =
                    hold.clause().effect() == Effect.HOLD
                            && people.closure(rule.id().role()).contains(hold.id().role())
                            && hold.clause().named().containsAll(clause.named())
                            && clause.named().stream().allMatch(t -> holdsAlways(hold, clause, t));
            if (always) {
                return Optional.of(
                        places.warning(
                                "held-anyway",
                                places.rule(rule),
                                "this permit changes nothing: the hold of "
                                        + Quoted.of(hold.id().role())
                                        + " on line "
                                        + hold.id().line()
                                        + " holds every such call, and needs no permit beside it",
                                "remove it, or narrow the hold"));
            }
        }
        return Optional.empty();
    }

    private boolean holdsAlways(Rule hold, Clause permit, String tool) {
        return coverage.unconditional(hold.clause(), tool)
                && coverage.opens(hold.clause(), permit, tool)
                && coverage.limitsNoLess(hold.clause(), permit, tool);
    }

    /// A rule that a wider one of the role, or of a role that it includes, makes needless.
    private Optional<Warning> needless(Rule rule) {
        var closure = people.closure(rule.id().role());
        for (var other : rules) {
            if (other.equals(rule)
                    || !closure.contains(other.id().role())
                    || !coverage.makesNeedless(other.clause(), rule.clause())) {
                continue;
            }
            boolean same = coverage.makesNeedless(rule.clause(), other.clause());
            // Of two that say the same in one role, the first stays.
            if (same
                    && other.id().role().equals(rule.id().role())
                    && other.id().line() > rule.id().line()) {
                continue;
            }
            return Optional.of(
                    places.warning(
                            same ? "duplicate-rule" : "covered-rule",
                            places.rule(rule),
                            "this "
                                    + name(rule.clause())
                                    + (same
                                            ? " says again what the "
                                            : " adds nothing to the wider ")
                                    + name(other.clause())
                                    + " of "
                                    + Quoted.of(other.id().role())
                                    + " on line "
                                    + other.id().line()
                                    + (same ? " says" : ""),
                            "remove it"));
        }
        return Optional.empty();
    }

    private static String name(Clause clause) {
        return clause.effect().name().toLowerCase(Locale.ROOT);
    }
}
