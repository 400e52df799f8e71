package dev.sallyport.audit;

import java.util.List;

/// What a tool found out about one access, as the record keeps it. The variants are those of the policy's facts,
/// and [Withheld] for what the detectors would not let through.
public sealed interface RecordedFact {

    record Text(String value) implements RecordedFact {}

    /// @param values sorted, without repeats
    record Texts(List<String> values) implements RecordedFact {
        public Texts {
            values = Ascending.of(values);
        }
    }

    /// @param value at most 2^53 − 1, either way
    record Quantity(long value) implements RecordedFact {
        public Quantity {
            if (Math.abs(value) > CanonicalJson.INTEGER_MAX) {
                throw new IllegalArgumentException("a record's integers end at 2^53 - 1: " + value);
            }
        }
    }

    /// A level on a scale.
    record Level(String name) implements RecordedFact {}

    /// It does not concern the access.
    record NotApplicable() implements RecordedFact {}

    /// The tool could not determine it.
    record Unknown() implements RecordedFact {}

    /// The value is known and not on record: whoever decides again must take it for unknown.
    ///
    /// @param shown what the detectors left of it, for people
    record Withheld(List<String> shown) implements RecordedFact {
        public Withheld {
            shown = List.copyOf(shown);
        }
    }
}
