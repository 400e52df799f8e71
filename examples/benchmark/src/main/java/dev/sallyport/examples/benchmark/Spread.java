package dev.sallyport.examples.benchmark;

import java.util.Arrays;
import java.util.Locale;

/// How long many runs of one thing took.
final class Spread {

    private final long[] sorted;

    /// @param nanos of each run, at least one
    Spread(long[] nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /// In milliseconds: so many of 100 took no longer.
    double millis(int percent) {
        int rank = Math.max(1, (sorted.length * percent + 99) / 100);
        return sorted[rank - 1] / 1e6;
    }

    /// For a sentence.
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", millis(50), millis(99));
    }
}
