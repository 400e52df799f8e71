package dev.sallyport.policy.yaml;

import java.util.Comparator;
import java.util.Optional;

/// One mistake in a configuration file, for the person who wrote it.
///
/// @param file the file as the operator named it
/// @param line 1-based
/// @param column 1-based, in code points
/// @param key the path of keys to the place, `roles.analyst.permit[0].mask`; empty for the whole file
/// @param message what is wrong: one sentence that starts in lower case and quotes input in backticks
/// @param fix what to do about it, where that is known
public record Problem(
        String file, int line, int column, String key, String message, Optional<String> fix)
        implements Comparable<Problem> {

    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file)
                    .thenComparingInt(Problem::line)
                    .thenComparingInt(Problem::column)
                    .thenComparing(Problem::message);

    public Problem {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException(
                    "lines and columns start at 1, got " + line + ":" + column);
        }
    }

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    /// ``policy.yaml:12:5: unknown key `masks` under `permit`; did you mean `mask`?``
    @Override
    public String toString() {
        return file
                + ":"
                + line
                + ":"
                + column
                + ": "
                + message
                + fix.map(text -> "; " + text).orElse("");
    }
}
