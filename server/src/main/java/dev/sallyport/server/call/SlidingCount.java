package dev.sallyport.server.call;

import java.time.Duration;

/// A sum over the last minute or hour, in 60 parts and the one that has begun. One thread at a time.
final class SlidingCount {

    private static final int PARTS = 60;

    private final long partMs;
    private final long[] sums = new long[PARTS + 1];
    // The number of the part that each sum belongs to, counted from the epoch.
    private final long[] parts = new long[PARTS + 1];

    SlidingCount(Duration window) {
        partMs = window.toMillis() / PARTS;
    }

    /// @param amount not negative
    void add(long nowMs, long amount) {
        long part = nowMs / partMs;
        int at = (int) (part % sums.length);
        if (parts[at] != part) {
            parts[at] = part;
            sums[at] = 0;
        }
        sums[at] += amount;
    }

    long total(long nowMs) {
        long first = nowMs / partMs - PARTS;
        long total = 0;
        for (int i = 0; i < sums.length; i++) {
            total += parts[i] >= first ? sums[i] : 0;
        }
        return total;
    }

    /// How long until the sum is below the limit if nothing is added; at least a second, at most the window and a part.
    Duration untilBelow(long nowMs, long limit) {
        long now = nowMs / partMs;
        long total = total(nowMs);
        for (long part = now - PARTS; part <= now; part++) {
            int at = (int) (part % sums.length);
            total -= parts[at] == part ? sums[at] : 0;
            if (total < limit) {
                return Duration.ofMillis(Math.max(1_000, (part + PARTS + 1) * partMs - nowMs));
            }
        }
        return Duration.ofSeconds(1);
    }
}
