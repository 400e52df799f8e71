package dev.sallyport.policy;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// What a tool found out about one access, under a fact's name.
///
/// A fact that an access does not carry, or carries as another type than its definition says, counts as
/// [Unknown].
public sealed interface FactValue {

    /// One text, matched by globs. An empty text matches no glob, so it satisfies no permit and trips no hold
    /// or forbid; where a call would touch many (a list across namespaces), the fact is [Unknown] or [Texts].
    record Text(String value) implements FactValue {}

    /// Several texts. A permit wants every one allowed; a hold or forbid is tripped by any one.
    record Texts(Set<String> values) implements FactValue {
        public Texts {
            values = Collections.unmodifiableSet(new TreeSet<>(values));
        }
    }

    /// A number in the unit of the fact's definition; a negative one counts as [Unknown].
    record Quantity(long value) implements FactValue {}

    /// A place on the ordered scale of the fact's definition; a name that is not on it counts as [Unknown].
    record Level(String name) implements FactValue {}

    /// The fact does not concern this access, and its absence cannot widen anything: it satisfies every
    /// permit and trips no hold or forbid. `select 1` has no schema.
    record NotApplicable() implements FactValue {}

    /// The tool could not determine the fact: it satisfies no permit and trips every hold and forbid.
    record Unknown() implements FactValue {}

    FactValue NOT_APPLICABLE = new NotApplicable();
    FactValue UNKNOWN = new Unknown();

    static FactValue text(String value) {
        return new Text(value);
    }

    static FactValue texts(Set<String> values) {
        return new Texts(values);
    }

    static FactValue quantity(long value) {
        return new Quantity(value);
    }

    static FactValue level(String name) {
        return new Level(name);
    }
}
