package dev.sallyport.server.call;

import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.UsageLimit.Kind;
import dev.sallyport.policy.UsageLimit.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Counts what callers use of their limits. One for each gate process, which counts for itself: replicas do not know
/// of each other, and a start begins at nothing. Safe from many threads.
///
/// A limit holds in every window of its length, wherever it begins. A window is kept as 60 parts, and a part counts
/// until all of it is over, so the meter may refuse up to a part too long and never lets more through.
public final class UsageMeter {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /// With this many counters, those that count nothing any more are forgotten.
    private static final int COUNTERS_TIDY = 1_000;

    private final Clock clock;

    // Guarded by this. Time never goes back for the counters, whatever the clock does.
    private long nowMs;
    private final Map<Key, SlidingCount> counts = new HashMap<>();
    private final Map<Key, Long> running = new HashMap<>();
    private final Map<Key, Long> reserved = new HashMap<>();

    private record Key(Kind kind, Scope scope, String counted) {
        static Key of(UsageLimit limit) {
            return new Key(limit.kind(), limit.scope(), limit.counted());
        }
    }

    public UsageMeter(Clock clock) {
        this.clock = clock;
    }

    /// Whether a call may start now.
    sealed interface Admission {

        /// It counts as running until the use is closed.
        record Admitted(Use use) implements Admission {}

        /// @param again when there may be room; an estimate where running calls have to end first
        record Refused(UsageLimit limit, Duration again) implements Admission {}
    }

    /// Admits a call if all limits have room for it, and then counts it for all of them.
    ///
    /// @param rows how many the call may return at most, by its own obligations; empty where it has no such bound
    synchronized Admission admit(List<UsageLimit> limits, OptionalLong rows) {
        advance();
        long most = rows.orElse(0);
        for (var limit : limits) {
            var key = Key.of(limit);
            long left = limit.value() - used(key);
            if (left <= 0) {
                return new Admission.Refused(limit, again(key, limit.value()));
            }
            if (limit.kind() == Kind.ROWS_PER_HOUR) {
                most = Math.min(most, left);
            }
        }
        var keys = new HashSet<Key>();
        limits.forEach(limit -> keys.add(Key.of(limit)));
        for (var key : keys) {
            switch (key.kind()) {
                case CALLS_PER_MINUTE -> count(key).add(nowMs, 1);
                case CONCURRENT_CALLS -> running.merge(key, 1L, Long::sum);
                case ROWS_PER_HOUR -> reserved.merge(key, most, Long::sum);
            }
        }
        tidy();
        return new Admission.Admitted(
                new Use(keys, rows.isPresent() ? OptionalLong.of(most) : rows));
    }

    /// One call's share of the limits. Used by one thread.
    final class Use implements AutoCloseable {

        private final Set<Key> keys;
        private final OptionalLong rowsMax;
        private long rows;
        private boolean closed;

        private Use(Set<Key> keys, OptionalLong rowsMax) {
            this.keys = keys;
            this.rowsMax = rowsMax;
        }

        /// How many rows the call may return; empty where it has no such bound.
        OptionalLong rowsMax() {
            return rowsMax;
        }

        /// Notes what left the gate.
        void returned(long count) {
            rows += count;
        }

        /// The call runs no more; what it returned counts, and what it did not is free again.
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(this);
            }
        }
    }

    private synchronized void release(Use use) {
        advance();
        for (var key : use.keys) {
            switch (key.kind()) {
                case CALLS_PER_MINUTE -> {}
                case CONCURRENT_CALLS -> lessen(running, key, 1);
                case ROWS_PER_HOUR -> {
                    lessen(reserved, key, use.rowsMax.orElse(0));
                    count(key).add(nowMs, use.rows);
                }
            }
        }
    }

    private static void lessen(Map<Key, Long> of, Key key, long by) {
        of.computeIfPresent(key, (_, was) -> was <= by ? null : Long.valueOf(was - by));
    }

    private long used(Key key) {
        return switch (key.kind()) {
            case CALLS_PER_MINUTE -> count(key).total(nowMs);
            case CONCURRENT_CALLS -> running.getOrDefault(key, 0L);
            case ROWS_PER_HOUR -> count(key).total(nowMs) + reserved.getOrDefault(key, 0L);
        };
    }

    private Duration again(Key key, long limit) {
        return switch (key.kind()) {
            case CONCURRENT_CALLS -> Duration.ofSeconds(1);
            case CALLS_PER_MINUTE, ROWS_PER_HOUR ->
                    count(key).untilBelow(nowMs, limit - reserved.getOrDefault(key, 0L));
        };
    }

    private SlidingCount count(Key key) {
        return counts.computeIfAbsent(
                key, _ -> new SlidingCount(key.kind() == Kind.CALLS_PER_MINUTE ? MINUTE : HOUR));
    }

    private void advance() {
        nowMs = Math.max(nowMs, clock.millis());
    }

    private void tidy() {
        if (counts.size() > COUNTERS_TIDY) {
            var idle = new ArrayList<Key>();
            counts.forEach((key, count) -> {
                if (count.total(nowMs) == 0) {
                    idle.add(key);
                }
            });
            idle.forEach(counts::remove);
        }
    }

    /// How many counters are kept.
    synchronized int size() {
        return counts.size() + running.size() + reserved.size();
    }
}
