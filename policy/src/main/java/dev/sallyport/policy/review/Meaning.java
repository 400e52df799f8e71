package dev.sallyport.policy.review;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Constraint;
import dev.sallyport.policy.rolemap.Written;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a role map comes to for each subject and group and each tool, in a form in which the same meaning mostly looks
/// the same.
final class Meaning {

    /// A rule with more combinations of single globs is left in one piece.
    private static final int PIECES_MAX = 256;

    private final Written written;
    private final People people;
    private final Coverage coverage;

    Meaning(Written written) {
        this.written = written;
        this.people = new People(written);
        this.coverage = new Coverage(written);
    }

    /// One rule for one tool, cut down to single globs.
    ///
    /// @param where effect and keys, as a text
    /// @param asks limits, unmasking and approvers, as a text
    record Statement(Clause clause, String where, String asks) {}

    /// @param rules none of which another makes needless
    /// @param masks by place
    /// @param filters by place
    record ToolMeaning(
            Coverage coverage, List<Statement> rules, Set<String> masks, Set<String> filters) {}

    People people() {
        return people;
    }

    Set<String> rights(String who, String when) {
        var rights = new TreeSet<String>();
        for (var right : ConsoleRight.values()) {
            if (People.hasRight(written, people.roles(who, when), right)) {
                rights.add(right.name().toLowerCase(Locale.ROOT));
            }
        }
        return rights;
    }

    /// The bounds on use that its roles set.
    Set<String> limits(String who, String when) {
        var limits = new TreeSet<String>();
        for (var name : people.roles(who, when)) {
            var role = written.roles().get(name);
            if (role != null) {
                role.limits().principal().forEach((kind, value) -> limits.add(limit(kind, value)));
                role.limits()
                        .role()
                        .forEach((kind, value) ->
                                limits.add(limit(kind, value) + " over all of `" + name + "`"));
            }
        }
        return limits;
    }

    private static String limit(UsageLimit.Kind kind, long value) {
        return kind.name().toLowerCase(Locale.ROOT) + " " + value;
    }

    /// The roles that nobody may combine.
    Set<String> separations() {
        var texts = new TreeSet<String>();
        written.separations()
                .forEach(separation -> texts.add(String.join(" and ", separation.roles())));
        return texts;
    }

    /// The roles of a human that some hold asks.
    Set<String> approves(String who, String when) {
        return heldOf(who, when, approvers -> Stream.of(approvers.role()));
    }

    /// The roles of a human with which some hold lets them break the glass.
    Set<String> breaksGlass(String who, String when) {
        return heldOf(who, when, approvers -> approvers.breakGlass().stream());
    }

    /// Of the roles that holds name, those that a human has.
    private Set<String> heldOf(
            String who, String when, Function<ApproverSet, Stream<String>> named) {
        var roles = new TreeSet<String>();
        if (People.mayBeHuman(who)) {
            written.roles().values().stream()
                    .flatMap(role -> role.rules().stream())
                    .flatMap(rule -> rule.clause().approvers().stream())
                    .flatMap(named)
                    .forEach(roles::add);
            roles.retainAll(people.roles(who, when));
        }
        return roles;
    }

    ToolMeaning of(String who, String when, String tool) {
        var pieces = new LinkedHashSet<Statement>();
        var masks = new TreeSet<String>();
        var filters = new TreeSet<String>();
        for (var role : people.roles(who, when)) {
            for (var rule : written.rules(role)) {
                var clause = rule.clause();
                if (clause.named().contains(tool)) {
                    pieces(clause, tool).forEach(piece -> pieces.add(statement(piece, tool)));
                }
                if (clause.effect() != Effect.FORBID) {
                    carried(clause, tool, masks, filters);
                }
            }
        }
        return new ToolMeaning(coverage, reduced(List.copyOf(pieces), tool), masks, filters);
    }

    private void carried(Clause clause, String tool, Set<String> masks, Set<String> filters) {
        for (var piece : pieces(clause, tool)) {
            var places = new ArrayList<String>();
            written.keys(piece, tool).stream()
                    .filter(Written.Key::place)
                    .forEach(key -> places.add(key.key() + ": " + key.constraint().print()));
            if (!piece.labels().isEmpty()) {
                places.add("label: " + piece.printLabels());
            }
            var where = places.isEmpty() ? "" : " on " + String.join(", ", places);
            if (written.masks(tool)) {
                for (MaskColumn mask : piece.masks()) {
                    masks.add(ObligationText.mask(mask).substring("mask ".length()) + where);
                }
            }
            if (written.filters(tool)) {
                for (FilterRows filter : piece.filters()) {
                    filters.add(
                            ObligationText.filter(filter).substring("filter ".length()) + where);
                }
            }
        }
    }

    private List<Statement> reduced(List<Statement> statements, String tool) {
        var kept = new ArrayList<>(statements);
        for (var statement : statements) {
            boolean needless =
                    kept.stream()
                            .anyMatch(other ->
                                    !other.equals(statement)
                                            && coverage.makesNeedless(
                                                    other.clause(), statement.clause(), tool));
            if (needless) {
                kept.remove(statement);
            }
        }
        return kept;
    }

    private Statement statement(Clause clause, String tool) {
        var keys = new ArrayList<String>();
        written.keys(clause, tool)
                .forEach(key -> keys.add(key.key() + ": " + key.constraint().print()));
        var asks = new ArrayList<String>();
        clause.limits()
                .forEach((name, bound) -> {
                    if (written.limits(tool).containsKey(name)) {
                        asks.add(name + " " + bound.print());
                    }
                });
        clause.unmask().forEach(column -> asks.add("unmask " + column));
        clause.approvers().ifPresent(a -> asks.add("by " + ApproverText.quoted(a)));
        if (!clause.labels().isEmpty()) {
            keys.add("label: " + clause.printLabels());
        }
        clause.printExceptions().forEach(except -> keys.add("except " + except));
        return new Statement(clause, String.join(", ", keys), String.join(", ", asks));
    }

    /// The rule as several with a single glob under each key of a text, which together mean the same.
    private List<Clause> pieces(Clause clause, String tool) {
        List<Clause> pieces = List.of(restricted(clause, tool));
        for (var key : written.keys(clause, tool)) {
            if (key.constraint() instanceof Constraint.OneOf(var globs)
                    && globs.size() > 1
                    && (long) pieces.size() * globs.size() <= PIECES_MAX) {
                var next = new ArrayList<Clause>();
                for (var piece : pieces) {
                    for (var glob : globs) {
                        next.add(with(piece, key, new Constraint.OneOf(List.of(glob))));
                    }
                }
                pieces = next;
            }
        }
        return pieces;
    }

    private Clause restricted(Clause clause, String tool) {
        var on = new TreeMap<String, Constraint>();
        var facts = new TreeMap<String, Constraint>();
        for (var key : written.keys(clause, tool)) {
            (key.place() ? on : facts).put(key.key(), key.constraint());
        }
        return clause.with(on, facts);
    }

    private static Clause with(Clause clause, Written.Key key, Constraint constraint) {
        return key.place()
                ? clause.with(changed(clause.on(), key.key(), constraint), clause.facts())
                : clause.with(clause.on(), changed(clause.facts(), key.key(), constraint));
    }

    private static SortedMap<String, Constraint> changed(
            Map<String, Constraint> constraints, String key, Constraint constraint) {
        var changed = new TreeMap<>(constraints);
        changed.put(key, constraint);
        return changed;
    }
}
