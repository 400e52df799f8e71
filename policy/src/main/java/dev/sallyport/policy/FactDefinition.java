package dev.sallyport.policy;

import java.util.List;
import java.util.Set;

/// A fact that a tool's accesses carry, and by that the keys a rule may use for the tool.
///
/// How a rule names a fact follows from its type, see each variant. The names are lower snake case.
public sealed interface FactDefinition {

    String name();

    String description();

    /// Where a rule names it.
    Place place();

    /// Where in a rule the key of a fact stands.
    enum Place {
        /// Under `on:`, because it says where.
        ON,
        /// Beside `on:`, because it says what or how much.
        RULE
    }

    /// A single text: the key is `ruleKey`, its value a glob or a list of globs, one of which must match.
    ///
    /// @param byName values that a permit or hold opens only where it writes them out under the key: neither a glob nor
    ///     the absence of the key does. So a tool can learn to do more without any present rule allowing it. A hold or
    ///     forbid stands in the way of them as of any other value.
    record TextFact(
            String name, String ruleKey, Place place, String description, Set<String> byName)
            implements FactDefinition {
        public TextFact {
            byName = Set.copyOf(byName);
        }

        public TextFact(String name, String ruleKey, Place place, String description) {
            this(name, ruleKey, place, description, Set.of());
        }
    }

    /// A set of texts: the key is `ruleKey`, its value a list of globs or a mapping of `permit:` and
    /// `forbid:` lists.
    /// Under a permit every element must match `permit` (where given) and none `forbid`; under a hold
    /// or forbid the rule applies when any element matches the plain list (or `permit:`; `forbid:` is an
    /// error there).
    record SetFact(String name, String ruleKey, Place place, String description)
            implements FactDefinition {}

    /// A number: a permit's key is `<name>_max`, a hold's or forbid's is `<name>_over`.
    record QuantityFact(String name, Unit unit, String description) implements FactDefinition {
        @Override
        public Place place() {
            return Place.RULE;
        }
    }

    /// A level on an ordered scale, the strictest first: the key is `name`. A permit with level L allows
    /// L and everything stricter; a hold or forbid with L applies to L and everything laxer.
    record LevelFact(String name, List<String> strictestFirst, String description)
            implements FactDefinition {
        public LevelFact {
            strictestFirst = List.copyOf(strictestFirst);
            if (strictestFirst.size() < 2) {
                throw new IllegalArgumentException("a scale needs at least two levels: " + name);
            }
        }

        @Override
        public Place place() {
            return Place.RULE;
        }
    }

    /// How a number in a rule is written.
    enum Unit {
        /// A plain count, `1000`.
        COUNT,
        /// Bytes with a binary suffix, `1MiB`, or plain.
        BYTES,
        /// A duration, `10s`, `5m`, `1h`; the value is in milliseconds.
        DURATION
    }
}
