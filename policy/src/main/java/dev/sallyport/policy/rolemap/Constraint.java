package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.FactDefinition.Unit;
import java.util.List;
import java.util.Optional;

/// What one key of a rule wants of one fact. Lists are sorted and without repeats.
public sealed interface Constraint {

    /// A text that one of the globs matches.
    record OneOf(List<String> globs) implements Constraint {
        public OneOf {
            globs = globs.stream().distinct().sorted().toList();
        }
    }

    /// Texts, judged by the globs in `permit` (absent: anything) and `forbid`.
    record Members(Optional<List<String>> permit, List<String> forbid) implements Constraint {
        public Members {
            permit = permit.map(globs -> globs.stream().distinct().sorted().toList());
            forbid = forbid.stream().distinct().sorted().toList();
        }
    }

    /// A number up to this one (permit), or over it (hold, forbid).
    record Bound(long value, Unit unit) implements Constraint {}

    /// This level and stricter ones (permit), or it and laxer ones (hold, forbid).
    record Level(String name) implements Constraint {}

    /// The globs that say which places are meant; empty means any.
    default Optional<List<String>> places() {
        return switch (this) {
            case OneOf(var globs) -> Optional.of(globs);
            case Members(var permit, _) -> permit;
            case Bound _, Level _ -> Optional.empty();
        };
    }

    /// As it is written in a file.
    default String print() {
        return Canonical.constraint(this);
    }
}
