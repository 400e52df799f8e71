package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An exclusion as it bears on one tool. Safe from many threads.
final class CompiledExclusion {

    private final boolean underPermit;
    private final String[] facts;
    private final FactTest[] tests;

    private CompiledExclusion(boolean underPermit, List<String> facts, List<FactTest> tests) {
        this.underPermit = underPermit;
        this.facts = facts.toArray(String[]::new);
        this.tests = tests.toArray(FactTest[]::new);
    }

    /// What an exception under a rule of this effect is judged like.
    static Effect judgedLike(Effect effect) {
        return effect == Effect.PERMIT ? Effect.FORBID : Effect.PERMIT;
    }

    /// Empty where it can never hold: under a hold or forbid, a key that the tool does not know is not satisfied. The
    /// reader refuses such a key under a permit; were it there, the exception would take out more.
    static Optional<CompiledExclusion> of(
            Effect effect, Exclusion exclusion, ToolWords words, Vocabulary vocabulary) {
        boolean underPermit = effect == Effect.PERMIT;
        var facts = new ArrayList<String>();
        var tests = new ArrayList<FactTest>();
        for (var entry : exclusion.keys().entrySet()) {
            var place = Optional.ofNullable(words.places().get(entry.getKey()));
            var fact =
                    place.or(() ->
                            Optional.ofNullable(
                                    words.keys(judgedLike(effect)).get(entry.getKey())));
            if (fact.isPresent()) {
                facts.add(fact.get().name());
                tests.add(FactTest.of(fact.get(), entry.getValue()));
            } else if (!underPermit) {
                return Optional.empty();
            }
        }
        if (!exclusion.labels().isEmpty()) {
            if (words.target().isPresent()) {
                facts.add(words.target().get().name());
                tests.add(FactTest.OneTarget.of(vocabulary.targets(words, exclusion.labels())));
            } else if (!underPermit) {
                return Optional.empty();
            }
        }
        return Optional.of(new CompiledExclusion(underPermit, facts, tests));
    }

    /// Whether the rule does not speak about the access. What is not known takes it out of a permit, and leaves it in
    /// a hold or forbid.
    boolean takesOut(Access access) {
        for (int i = 0; i < tests.length; i++) {
            var value = access.fact(facts[i]);
            boolean holds =
                    underPermit ? tests[i].passes(Effect.FORBID, value) : tests[i].surely(value);
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
