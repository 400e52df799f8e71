package dev.sallyport.policy.rolemap;

import java.time.Instant;
import java.util.Optional;

/// When a binding is in force. Pure: the time comes in with the question.
///
/// @param from the first instant; empty for the beginning of time
/// @param until the first instant after it, later than `from`; empty for the end of time
/// @param hours at which hours of the week in between; empty for all
public record Period(Optional<Instant> from, Optional<Instant> until, Optional<Hours> hours) {

    static final Period ALWAYS = new Period(Optional.empty(), Optional.empty(), Optional.empty());

    public Period {
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new IllegalArgumentException("a period ends after it begins");
        }
    }

    boolean isAlways() {
        return from.isEmpty() && until.isEmpty() && hours.isEmpty();
    }

    /// @throws java.time.DateTimeException for an instant that no calendar has
    public boolean contains(Instant time) {
        return runsAt(time) && (hours.isEmpty() || hours.get().contain(time));
    }

    /// Whether the instant lies between `from` and `until`, whatever its hour.
    boolean runsAt(Instant time) {
        return (from.isEmpty() || !time.isBefore(from.get()))
                && (until.isEmpty() || time.isBefore(until.get()));
    }
}
