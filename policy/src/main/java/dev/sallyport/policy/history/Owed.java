package dev.sallyport.policy.history;

import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.LevelFact;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.history.InForce.Answer;
import dev.sallyport.policy.history.InForce.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// Which obligations a rule for an access needs, so that nothing that it lets through has weaker ones than in the
/// policy in force. For one tool, one thread at a time.
///
/// What a call owed is not enough, for two reasons. The limits of a call are those of whichever rules speak of any of
/// its accesses, and the tool's fallback counts only where none does: an access may have a greater limit in company than
/// alone. And a rule lets through what lies within its access, where a policy may have smaller limits.
///
/// # Why the ends suffice
///
/// Take what lies within an access and has a value wherever it has one. It matches every permit that the access
/// matches, and only permits that one of the access's [#floors] matches as well. It trips no hold but those that
/// the access trips. So its limits are no smaller than those of the access and of the floors together, unless it has
/// the tool's fallback because no rule in between sets a limit. A permit of the access that sets one sets it for all
/// below. Where holds are in play, it is certain only if the same rules match at all ends, since what a floor
/// trips everything above it trips; an unknown value spoils that, for a known one may be an exception to a hold.
/// Masks and filters need no floors: less of a place is touched below, and no less unmasked.
final class Owed {

    /// How many floors one access may have.
    private static final int FLOORS_MAX = 2_000;

    /// How many different accesses of one tool the policy in force is asked about.
    private static final int ASKED_MAX = 100_000;

    private final ToolTerms terms;
    private final InForce inForce;
    private final Obligations fallbacks;
    private final Obligations least;
    private final Map<Shape, List<Word>> words = new HashMap<>();

    Owed(ToolTerms terms, InForce inForce) {
        this.terms = terms;
        this.inForce = inForce;
        this.fallbacks = limits(terms, LimitObligation::fallback);
        this.least = limits(terms, limit -> Math.min(1, limit.fallback()));
    }

    private static Obligations limits(ToolTerms terms, ToLongFunction<LimitObligation> value) {
        var limits = new ArrayList<Obligation>();
        for (var definition : terms.obligations()) {
            if (definition instanceof LimitObligation limit) {
                limits.add(new Limit(limit.name(), value.applyAsLong(limit)));
            }
        }
        return new Obligations(limits);
    }

    /// What a permit for the access needs.
    ///
    /// @param recorded what the calls owed that did it
    /// @return that, and what the policy in force asks of the access or of anything that lies within it and has a value
    ///     wherever it has one; the smallest limits there are where that is too much to find out
    Obligations ofPermitted(Shape shape, Obligations recorded) {
        return of(shape, recorded, Answer.PERMITS);
    }

    /// What a hold for the access needs, likewise. Unlike a permit, it takes the empty text where a text does not
    /// apply.
    Obligations ofHeld(Shape shape, Obligations recorded) {
        return of(shape, recorded, Answer.HOLDS);
    }

    private Obligations of(Shape shape, Obligations recorded, Answer effect) {
        var tops = inForce.words(shape);
        var owed = stricter(recorded, tops);
        if (fallbacks.all().isEmpty()) {
            return owed;
        }
        var others = new LinkedHashSet<>(floors(shape));
        if (others.isEmpty() || words.size() + others.size() > ASKED_MAX) {
            return Terms.stricter(owed, least);
        }
        if (effect == Answer.HOLDS) {
            others.add(emptied(shape));
        }
        others.remove(shape);
        boolean permitted =
                effect == Answer.PERMITS
                        && tops.stream().allMatch(top -> top.answer() == Answer.PERMITS);
        // A known value may take out of a hold or forbid what one that does not apply leaves in.
        boolean fallback =
                tops.stream().noneMatch(Word::allows)
                        || (!permitted && shape.facts().containsValue(FactValue.UNKNOWN));
        for (var other : others) {
            var ends = words.computeIfAbsent(other, inForce::words);
            owed = stricter(owed, ends);
            for (int i = 0; i < tops.size(); i++) {
                fallback |= mayFallBack(tops.get(i), ends.get(i), effect);
            }
        }
        return fallback ? Terms.stricter(owed, fallbacks) : owed;
    }

    private static Obligations stricter(Obligations owed, List<Word> words) {
        for (var word : words) {
            owed = Terms.stricter(owed, word.owed());
        }
        return owed;
    }

    /// Whether a limit that is set at both ends may be set by no rule in between.
    ///
    /// @param top what is said of the access
    /// @param end what is said of one below
    private static boolean mayFallBack(Word top, Word end, Answer effect) {
        return switch (top.answer()) {
            // Its permits match all of them.
            case PERMITS -> effect == Answer.HOLDS && !end.rules().equals(top.rules());
            case HOLDS -> !end.rules().equals(top.rules());
            // Where even the least is forbidden, all is.
            case NOTHING, NEVER -> end.answer() != Answer.NEVER;
        };
    }

    /// With the empty text wherever a text does not apply: fewer permits match it.
    private Shape emptied(Shape shape) {
        var facts = new TreeMap<>(shape.facts());
        for (var fact : terms.facts()) {
            if (fact instanceof FactDefinition.TextFact) {
                facts.replace(fact.name(), FactValue.NOT_APPLICABLE, FactValue.text(""));
            }
        }
        return new Shape(shape.tool(), facts);
    }

    /// The least of what lies within the shape and has a value wherever it has one: the smallest numbers, one text of
    /// each set, the strictest levels. What is unknown does not apply there, since that satisfies every permit.
    ///
    /// @return none where there are more than [#FLOORS_MAX]
    private List<Shape> floors(Shape shape) {
        var floors = List.of(new TreeMap<>(shape.facts()));
        for (var fact : terms.facts()) {
            var values = least(fact, shape.fact(fact.name()));
            if ((long) floors.size() * values.size() > FLOORS_MAX) {
                return List.of();
            }
            var next = new ArrayList<TreeMap<String, FactValue>>();
            for (var floor : floors) {
                for (var value : values) {
                    var facts = new TreeMap<>(floor);
                    facts.put(fact.name(), value);
                    next.add(facts);
                }
            }
            floors = next;
        }
        return floors.stream().map(facts -> new Shape(shape.tool(), facts)).toList();
    }

    private static List<FactValue> least(FactDefinition fact, FactValue value) {
        return switch (value) {
            case FactValue.Unknown _, FactValue.NotApplicable _ ->
                    List.of(FactValue.NOT_APPLICABLE);
            case FactValue.Text(var text) ->
                    List.of(text.isEmpty() ? FactValue.NOT_APPLICABLE : value);
            case FactValue.Texts(var texts) ->
                    texts.stream().sorted().map(one -> FactValue.texts(Set.of(one))).toList();
            case FactValue.Quantity _ -> List.of(FactValue.quantity(0));
            case FactValue.Level _ ->
                    List.of(
                            fact instanceof LevelFact level
                                    ? FactValue.level(level.strictestFirst().getFirst())
                                    : value);
        };
    }
}
