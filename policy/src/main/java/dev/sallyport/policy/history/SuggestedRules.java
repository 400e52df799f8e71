package dev.sallyport.policy.history;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.history.Suggestion.HeldCall;
import dev.sallyport.policy.history.Suggestion.Observed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Turns what was seen into rules. Used once.
final class SuggestedRules {

    /// How many accesses of one tool are tried before the rest is taken for forbidden.
    private static final int TRIED_MAX = 50_000;

    /// With more facts there would be more combinations than that.
    private static final int TRIED_FACTS_MAX = 15;

    private static final Comparator<Shape> ORDER = Comparator.comparing(Shape::toString);

    private final InForce inForce;
    private final List<String> notes = new ArrayList<>();
    private final List<String> permits = new ArrayList<>();
    private final List<String> holds = new ArrayList<>();
    private final List<String> forbids = new ArrayList<>();
    private final SortedSet<String> approverRoles = new TreeSet<>();
    private int tried;

    SuggestedRules(
            SortedMap<String, ToolTerms> tools,
            Map<Shape, Observed> permitted,
            Map<HeldCall, Observed> held,
            InForce inForce) {
        this.inForce = inForce;
        for (var terms : tools.values()) {
            var free = new TreeMap<Shape, Observed>(ORDER);
            permitted.forEach((shape, seen) -> {
                if (shape.tool().equals(terms.tool())) {
                    free.put(shape, seen);
                }
            });
            var asked = new LinkedHashMap<HeldCall, Observed>();
            held.forEach((call, seen) -> {
                if (call.tool().equals(terms.tool())) {
                    asked.put(call, seen);
                }
            });
            tool(terms, free, asked);
        }
    }

    /// For people, about what could not be said exactly.
    List<String> notes() {
        return notes;
    }

    /// Whom the holds ask.
    SortedSet<String> approverRoles() {
        return approverRoles;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        section("permit:", permits, lines);
        section("hold:", holds, lines);
        section("forbid:", forbids, lines);
        return lines;
    }

    private static void section(String name, List<String> rules, List<String> lines) {
        if (!rules.isEmpty()) {
            lines.add(name);
            rules.forEach(line -> lines.add("  " + line));
        }
    }

    /// What one held access needs.
    private static final class Hold {
        private final List<ApproverSet> approvers = new ArrayList<>();
        private final Observed observed;

        Hold(Observed observed) {
            this.observed = new Observed(observed.obligations);
        }

        void add(HeldCall call, Observed more) {
            ask(call.approvers());
            observed.seen.addAll(more.seen);
            observed.obligations = Terms.stricter(observed.obligations, more.obligations);
        }

        void ask(List<ApproverSet> sets) {
            // Who may go past the approvers in an emergency is for a human to write.
            sets.forEach(set -> approvers.add(new ApproverSet(set.role(), set.quorum())));
        }

        List<ApproverSet> sets() {
            return ApproverSet.strictest(approvers);
        }
    }

    private void tool(
            ToolTerms terms, SortedMap<Shape, Observed> free, Map<HeldCall, Observed> calls) {
        tried = 0;
        var held = new TreeMap<Shape, Hold>(ORDER);
        calls.forEach((call, seen) -> {
            var tripped =
                    call.shapes().stream()
                            .filter(shape ->
                                    free.keySet().stream()
                                            .noneMatch(p -> passesWith(shape, p, terms)))
                            .toList();
            // Each of them was also permitted: the policy changed in between, and the hold has it.
            for (var shape : tripped.isEmpty() ? call.shapes() : tripped) {
                held.computeIfAbsent(shape, _ -> new Hold(seen)).add(call, seen);
            }
        });
        boolean turned =
                free.keySet()
                        .removeIf(shape ->
                                held.keySet().stream().anyMatch(h -> passesWith(h, shape, terms)));
        if (turned) {
            notes.add(
                    terms.tool()
                            + ": what was permitted at one time and held at another is left to the hold.");
        }
        var owed = new Owed(terms, inForce);
        boolean less = limited(free, held, owed);
        var permitting = new ArrayList<String>();
        var widest = permits(terms, free, held.keySet(), owed, permitting);
        var loose = new LinkedHashSet<>(widest);
        loose.addAll(free.keySet());
        var holding = new ArrayList<String>();
        if (!held.isEmpty()) {
            // Also what lies within a permitted shape and was seen only beside a held one: an
            // exception needs a value wherever it names a fact, so each pattern of values that was
            // seen has exceptions of its own.
            calls.keySet().forEach(call -> loose.addAll(call.shapes()));
            loose.removeAll(held.keySet());
            holds(terms, held, loose, holding);
        }
        if (!held.isEmpty() || widest.stream().anyMatch(shape -> opensMore(shape, terms))) {
            var everything = new LinkedHashSet<>(loose);
            everything.addAll(held.keySet());
            var all = Block.of(outermost(everything, terms, true), terms);
            var fence = Fence.around(all, terms);
            if (fence.isEmpty()) {
                notes.add(
                        terms.tool()
                                + ": left out, because calls have values for too many different facts.");
                return;
            }
            forbids.addAll(fence.get());
        }
        permits.addAll(permitting);
        holds.addAll(holding);
        held.values().forEach(hold -> hold.sets().forEach(set -> approverRoles.add(set.role())));
        if (less) {
            notes.add(
                    terms.tool()
                            + ": some limits are smaller than calls had, because the policy in force may have smaller"
                            + " ones for a part of what a rule allows.");
        }
        untold(terms, free.keySet());
        free.keySet().forEach(shape -> inexact(shape, terms));
        held.keySet().forEach(shape -> inexact(shape, terms));
    }

    /// Makes the obligations such that they may stand in rules, and the approvers no fewer than the policy in force
    /// asks.
    ///
    /// @return whether a limit got smaller
    private boolean limited(
            SortedMap<Shape, Observed> free, SortedMap<Shape, Hold> held, Owed owed) {
        held.forEach(
                (shape, hold) -> inForce.words(shape).forEach(word -> hold.ask(word.approvers())));
        boolean less = false;
        for (var one : free.entrySet()) {
            var seen = one.getValue();
            less |= limited(seen, owed.ofPermitted(one.getKey(), seen.obligations));
        }
        for (var one : held.entrySet()) {
            var seen = one.getValue().observed;
            less |= limited(seen, owed.ofHeld(one.getKey(), seen.obligations));
        }
        return less;
    }

    private static boolean limited(Observed seen, Obligations owed) {
        var before = seen.obligations;
        seen.obligations = owed;
        return owed.all().stream()
                .anyMatch(obligation ->
                        obligation instanceof Limit(var name, var value)
                                && value < before.limit(name).orElse(value));
    }

    /// Whether every policy that permits the one permits the other as well. Lying within it is not enough: an exception
    /// to a hold or forbid may name a fact that has a value in the one alone.
    private static boolean passesWith(Shape shape, Shape permitted, ToolTerms terms) {
        return shape.within(permitted, terms) && absences(shape).equals(absences(permitted));
    }

    /// Whether a permit for the access is one for something that the policy in force holds, forbids or shows less of:
    /// the same access without some of its values, which no permit can leave out.
    private boolean opensMore(Shape shape, ToolTerms terms) {
        var names =
                terms.facts().stream()
                        .map(FactDefinition::name)
                        .filter(name -> !terms.target().equals(Optional.of(name)))
                        .filter(name -> !Block.isAbsent(shape.fact(name)))
                        .toList();
        var obligations = inForce.permits(shape);
        if (names.isEmpty()) {
            return false;
        }
        // Without a word from the policy in force, the record's own is all there is.
        if (obligations.isEmpty() || names.size() > TRIED_FACTS_MAX) {
            return true;
        }
        for (int some = 1; some < 1 << names.size(); some++) {
            var facts = new TreeMap<>(shape.facts());
            for (int i = 0; i < names.size(); i++) {
                if ((some >> i & 1) == 1) {
                    facts.put(names.get(i), FactValue.NOT_APPLICABLE);
                }
            }
            if (++tried > TRIED_MAX
                    || !inForce.permits(new Shape(shape.tool(), facts)).equals(obligations)) {
                return true;
            }
        }
        return false;
    }

    private void untold(ToolTerms terms, Collection<Shape> free) {
        var names =
                terms.facts().stream()
                        .map(FactDefinition::name)
                        .filter(name ->
                                free.stream()
                                        .anyMatch(shape ->
                                                shape.fact(name) instanceof FactValue.Unknown))
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            notes.add(
                    terms.tool()
                            + ": some calls did not tell "
                            + names
                            + ", so a rule for them allows any.");
        }
    }

    private void inexact(Shape shape, ToolTerms terms) {
        for (var value : shape.facts().values()) {
            boolean exact =
                    switch (value) {
                        case FactValue.Text(var text) -> text.isEmpty() || YamlText.isExact(text);
                        case FactValue.Texts(var texts) ->
                                texts.stream().allMatch(YamlText::isExact);
                        case FactValue.Quantity _,
                                FactValue.Level _,
                                FactValue.NotApplicable _,
                                FactValue.Unknown _ ->
                                true;
                    };
            var note =
                    terms.tool()
                            + ": `?` stands for one character that a glob cannot write, so some rules match a little more.";
            if (!exact && !notes.contains(note)) {
                notes.add(note);
            }
        }
    }

    /// @return what the permits speak of
    private List<Shape> permits(
            ToolTerms terms,
            SortedMap<Shape, Observed> free,
            Collection<Shape> held,
            Owed owed,
            List<String> into) {
        var byObligations = new LinkedHashMap<Obligations, List<Shape>>();
        free.forEach((shape, seen) ->
                byObligations.computeIfAbsent(seen.obligations, _ -> new ArrayList<>()).add(shape));
        var widest = new ArrayList<Shape>();
        byObligations.forEach((obligations, shapes) -> {
            var joined = outermost(joined(shapes, held, obligations, owed, terms), terms, false);
            widest.addAll(joined);
            for (var block : Block.of(joined, terms)) {
                var seen = new Seen();
                free.forEach((shape, observed) -> {
                    if (observed.obligations.equals(obligations) && covers(block, shape, terms)) {
                        seen.addAll(observed.seen);
                    }
                });
                rule(into, terms, seen, block.permitKeys(terms), obligations, List.of());
            }
        });
        return widest;
    }

    private static boolean covers(Block block, Shape shape, ToolTerms terms) {
        var texts = new TreeMap<>(block.sample().facts());
        block.texts()
                .forEach((name, values) -> {
                    if (shape.fact(name) instanceof FactValue.Text(var text)
                            && values.contains(text)) {
                        texts.put(name, shape.fact(name));
                    }
                });
        return shape.within(new Shape(shape.tool(), texts), terms);
    }

    /// Fewer shapes: two become one where the policy in force permits that one under no more than these obligations,
    /// and nothing that lies within it is held.
    private List<Shape> joined(
            List<Shape> shapes,
            Collection<Shape> held,
            Obligations obligations,
            Owed owed,
            ToolTerms terms) {
        var done = new ArrayList<Shape>();
        for (var shape : shapes) {
            var next = shape;
            for (int i = 0; i < done.size(); i++) {
                var both = done.get(i).joined(next, terms);
                if (both.isPresent()
                        && held.stream().noneMatch(h -> h.within(both.get(), terms))
                        && (both.get().equals(done.get(i))
                                || both.get().equals(next)
                                || (inForce.permits(both.get()).isPresent()
                                        && owed.ofPermitted(both.get(), obligations)
                                                .equals(obligations)))) {
                    next = both.get();
                    done.remove(i);
                    i = -1;
                }
            }
            done.add(next);
        }
        return done;
    }

    /// Without those that lie within another.
    ///
    /// @param sameAbsences only within one that has values for the same facts
    private static List<Shape> outermost(
            Collection<Shape> shapes, ToolTerms terms, boolean sameAbsences) {
        var kept = new ArrayList<Shape>();
        for (var shape : new LinkedHashSet<>(shapes)) {
            boolean inside =
                    shapes.stream()
                            .anyMatch(other ->
                                    !other.equals(shape)
                                            && shape.within(other, terms)
                                            && !other.within(shape, terms)
                                            && (!sameAbsences
                                                    || absences(shape).equals(absences(other))));
            if (!inside) {
                kept.add(shape);
            }
        }
        return kept;
    }

    private static Set<String> absences(Shape shape) {
        var names = new TreeSet<String>();
        shape.facts()
                .forEach((name, value) -> {
                    if (Block.isAbsent(value)) {
                        names.add(name);
                    }
                });
        return names;
    }

    /// Held shapes that one hold can speak of, but for their texts.
    private record HoldKey(
            List<ApproverSet> approvers,
            Obligations obligations,
            Map<String, SortedSet<String>> elements) {}

    private static void holds(
            ToolTerms terms,
            SortedMap<Shape, Hold> held,
            Collection<Shape> loose,
            List<String> into) {
        var alike = new LinkedHashMap<List<Object>, List<Shape>>();
        held.forEach((shape, hold) ->
                alike.computeIfAbsent(
                                List.of(hold.sets(), hold.observed.obligations, triggers(shape)),
                                _ -> new ArrayList<>())
                        .add(shape));
        var triggers = new LinkedHashMap<HoldKey, List<Shape>>();
        var seen = new HashMap<HoldKey, Seen>();
        alike.values()
                .forEach(shapes -> {
                    var first = shapes.getFirst();
                    for (var shape : shapes) {
                        var hold = held.get(shape);
                        if (hold != null) {
                            var key =
                                    new HoldKey(
                                            hold.sets(),
                                            hold.observed.obligations,
                                            elements(shapes));
                            if (shape.equals(first)) {
                                triggers.computeIfAbsent(key, _ -> new ArrayList<>())
                                        .add(triggers(first));
                            }
                            seen.computeIfAbsent(key, _ -> new Seen()).addAll(hold.observed.seen);
                        }
                    }
                });
        triggers.forEach((key, shapes) -> {
            var times = seen.getOrDefault(key, new Seen());
            for (var block : Block.of(shapes, terms)) {
                hold(terms, key, block, Set.of(), loose, times, into);
                // Its exceptions for what is permitted without some values leave out what is held
                // with them.
                var told = told(block, loose);
                if (!told.isEmpty()) {
                    hold(terms, key, block, told, loose, times, into);
                }
            }
        });
    }

    private static void hold(
            ToolTerms terms,
            HoldKey key,
            Block block,
            Set<String> told,
            Collection<Shape> loose,
            Seen seen,
            List<String> into) {
        var met = loose.stream().filter(permitted -> meets(block, permitted, told)).toList();
        var except = Block.of(outermost(met, terms, true), terms);
        var keys = block.holdKeys(terms, key.elements(), told, except);
        for (var set : key.approvers()) {
            rule(into, terms, seen, keys, key.obligations(), List.of(set));
        }
    }

    /// What is alike in all shapes that one hold is for: their texts, and which other facts have a value.
    private static Shape triggers(Shape shape) {
        var facts = new TreeMap<String, FactValue>();
        shape.facts()
                .forEach((name, value) ->
                        facts.put(
                                name,
                                switch (value) {
                                    case FactValue.Text _,
                                            FactValue.NotApplicable _,
                                            FactValue.Unknown _ ->
                                            value;
                                    case FactValue.Texts _ -> FactValue.texts(Set.of(Block.NONE));
                                    case FactValue.Quantity(var number) ->
                                            FactValue.quantity(number == 0 ? 0 : 1);
                                    case FactValue.Level _ -> FactValue.level(Block.NONE);
                                }));
        return new Shape(shape.tool(), facts);
    }

    private static Map<String, SortedSet<String>> elements(List<Shape> shapes) {
        var elements = new HashMap<String, SortedSet<String>>();
        for (var shape : shapes) {
            shape.facts()
                    .forEach((name, value) -> {
                        if (value instanceof FactValue.Texts(var texts)) {
                            elements.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(texts);
                        }
                    });
        }
        return elements;
    }

    /// The facts that are numbers or unknown in what is held, and have no value that trips anything in something permitted
    /// that is like it otherwise.
    private static Set<String> told(Block block, Collection<Shape> loose) {
        var open = new TreeSet<String>();
        block.sample()
                .facts()
                .forEach((name, value) -> {
                    if (!Block.tripsNothing(value) && Block.isOpen(value)) {
                        open.add(name);
                    }
                });
        var told = new TreeSet<String>();
        for (var permitted : loose) {
            if (meets(block, permitted, Set.of())) {
                open.stream()
                        .filter(name -> Block.tripsNothing(permitted.fact(name)))
                        .forEach(told::add);
            }
        }
        return told;
    }

    /// Whether a hold for the block could be tripped by a permitted shape, which it then has to leave out.
    ///
    /// @param told of the facts that are numbers or unknown in the block, those that the hold names
    private static boolean meets(Block block, Shape permitted, Set<String> told) {
        for (var fact : block.sample().facts().entrySet()) {
            var held = fact.getValue();
            var free = permitted.fact(fact.getKey());
            boolean named =
                    !Block.tripsNothing(held)
                            && (!Block.isOpen(held) || told.contains(fact.getKey()));
            boolean apart =
                    named
                            && (Block.tripsNothing(free)
                                    || (held instanceof FactValue.Text
                                            && free instanceof FactValue.Text(var text)
                                            && !block.texts()
                                                    .getOrDefault(fact.getKey(), new TreeSet<>())
                                                    .contains(text)));
            if (apart) {
                return false;
            }
        }
        return true;
    }

    private static void rule(
            List<String> into,
            ToolTerms terms,
            Seen seen,
            List<String> keys,
            Obligations obligations,
            List<ApproverSet> approvers) {
        into.add(YamlText.comment(seen.times()));
        into.add("- tools: [" + YamlText.of(terms.tool()) + "]");
        keys.forEach(key -> into.add("  " + key));
        SuggestedObligations.lines(obligations, terms).forEach(line -> into.add("  " + line));
        approvers.forEach(set ->
                into.add(
                        "  approvers: { role: "
                                + YamlText.of(set.role())
                                + ", quorum: "
                                + set.quorum()
                                + " }"));
    }
}
