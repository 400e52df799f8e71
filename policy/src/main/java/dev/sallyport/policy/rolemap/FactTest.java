package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import java.util.Collection;

/// One constraint on one fact, made ready for one tool. Safe from many threads.
sealed interface FactTest {

    /// Whether a permit is satisfied. Never asked about unknown or inapplicable facts.
    boolean satisfied(FactValue value);

    /// Whether a hold or forbid is tripped. Never asked about unknown or inapplicable facts.
    boolean tripped(FactValue value);

    /// Whether the value is one that the fact's definition allows; any other is as good as unknown.
    boolean understands(FactValue value);

    /// What the value means for a rule of this effect: whether this test is no obstacle to its matching.
    default boolean passes(Effect effect, FactValue value) {
        boolean permit = effect == Effect.PERMIT;
        return switch (value) {
            case FactValue.NotApplicable() -> permit;
            case FactValue.Unknown() -> !permit;
            case FactValue.Text _, FactValue.Texts _, FactValue.Quantity _, FactValue.Level _ -> {
                if (!understands(value)) {
                    yield !permit;
                }
                yield permit ? satisfied(value) : tripped(value);
            }
        };
    }

    /// Whether an exception under a hold or forbid holds for sure: what does not apply, and no text at all, does not.
    default boolean surely(FactValue value) {
        return switch (value) {
            case FactValue.NotApplicable(), FactValue.Unknown() -> false;
            case FactValue.Texts(var texts) when texts.isEmpty() -> false;
            case FactValue.Text _, FactValue.Texts _, FactValue.Quantity _, FactValue.Level _ ->
                    understands(value) && satisfied(value);
        };
    }

    /// @throws IllegalArgumentException when the constraint does not fit the fact, which the reader rules out
    static FactTest of(FactDefinition fact, Constraint constraint) {
        return switch (fact) {
            case FactDefinition.TextFact _ when constraint instanceof Constraint.OneOf(var globs) ->
                    new OneText(new Globs(globs));
            case FactDefinition.SetFact _
                    when constraint instanceof Constraint.Members(var permit, var forbid) ->
                    new EachText(
                            permit.isEmpty(),
                            new Globs(permit.orElse(java.util.List.of())),
                            new Globs(forbid));
            case FactDefinition.QuantityFact _
                    when constraint instanceof Constraint.Bound(var value, _) ->
                    new AtMost(value);
            case FactDefinition.LevelFact level
                    when constraint instanceof Constraint.Level(var name) ->
                    new UpTo(level.strictestFirst(), level.strictestFirst().indexOf(name));
            case FactDefinition.TextFact _,
                    FactDefinition.SetFact _,
                    FactDefinition.QuantityFact _,
                    FactDefinition.LevelFact _ ->
                    throw new IllegalArgumentException("no constraint for " + fact.name());
        };
    }

    record OneText(Globs globs) implements FactTest {
        @Override
        public boolean passes(Effect effect, FactValue value) {
            // Most facts are texts, and this is asked more often than anything else.
            return value instanceof FactValue.Text(var text)
                    ? globs.matches(text)
                    : FactTest.super.passes(effect, value);
        }

        @Override
        public boolean understands(FactValue value) {
            return value instanceof FactValue.Text;
        }

        @Override
        public boolean satisfied(FactValue value) {
            return value instanceof FactValue.Text(var text) && globs.matches(text);
        }

        @Override
        public boolean tripped(FactValue value) {
            return satisfied(value);
        }
    }

    /// The target is one of those that carry a rule's labels. Every access has a target, so one that says it has none
    /// is not understood.
    record OneTarget(Names names) implements FactTest {

        static OneTarget of(Collection<String> names) {
            return new OneTarget(new Names(names));
        }

        @Override
        public boolean understands(FactValue value) {
            return value instanceof FactValue.Text(var name) && !name.isEmpty();
        }

        @Override
        public boolean passes(Effect effect, FactValue value) {
            return understands(value) ? satisfied(value) : effect != Effect.PERMIT;
        }

        @Override
        public boolean satisfied(FactValue value) {
            return value instanceof FactValue.Text(var name) && names.contains(name);
        }

        @Override
        public boolean tripped(FactValue value) {
            return satisfied(value);
        }
    }

    record EachText(boolean anything, Globs permit, Globs forbid) implements FactTest {
        @Override
        public boolean understands(FactValue value) {
            return value instanceof FactValue.Texts;
        }

        @Override
        public boolean satisfied(FactValue value) {
            if (!(value instanceof FactValue.Texts(var texts))) {
                return false;
            }
            for (var text : texts) {
                if (forbid.matches(text) || !(anything || permit.matches(text))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean tripped(FactValue value) {
            return value instanceof FactValue.Texts(var texts)
                    && texts.stream().anyMatch(text -> anything || permit.matches(text));
        }
    }

    record AtMost(long bound) implements FactTest {
        @Override
        public boolean understands(FactValue value) {
            return value instanceof FactValue.Quantity(var number) && number >= 0;
        }

        @Override
        public boolean satisfied(FactValue value) {
            return value instanceof FactValue.Quantity(var number) && number <= bound;
        }

        @Override
        public boolean tripped(FactValue value) {
            return !satisfied(value);
        }
    }

    record UpTo(java.util.List<String> strictestFirst, int bound) implements FactTest {
        public UpTo {
            if (bound < 0) {
                throw new IllegalArgumentException("a level must be on its scale");
            }
        }

        @Override
        public boolean understands(FactValue value) {
            return value instanceof FactValue.Level(var name) && strictestFirst.contains(name);
        }

        @Override
        public boolean satisfied(FactValue value) {
            return value instanceof FactValue.Level(var name)
                    && strictestFirst.indexOf(name) <= bound;
        }

        @Override
        public boolean tripped(FactValue value) {
            return value instanceof FactValue.Level(var name)
                    && strictestFirst.indexOf(name) >= bound;
        }
    }
}
