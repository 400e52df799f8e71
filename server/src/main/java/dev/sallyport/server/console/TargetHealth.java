package dev.sallyport.server.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether each target can be used, asked beside whoever wants to know: when somebody looks, at most once in [#FRESH],
/// never twice at a time, and waited for no longer than [#PATIENCE]. Safe from many threads; nothing here blocks.
public final class TargetHealth implements AutoCloseable {

    public static final Duration FRESH = Duration.ofSeconds(30);

    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TargetHealth.class);

    private final Map<Target, Supplier<String>> checks;
    private final Clock clock;
    private final Map<Target, Asked> asked = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// @param kind `database`, `repository`, `cluster`
    public record Target(String kind, String name) implements Comparable<Target> {
        @Override
        public int compareTo(Target other) {
            int byKind = kind.compareTo(other.kind);
            return byKind == 0 ? name.compareTo(other.name) : byKind;
        }
    }

    /// How one question ended.
    ///
    /// @param problem empty when the target works, else one sentence for the operator
    record Answer(Instant at, String problem) {}

    /// @param answer to the last question that has one; empty before the first
    /// @param asking whether one is open now
    record Known(Optional<Answer> answer, boolean asking) {
        static final Known NOTHING = new Known(Optional.empty(), false);
    }

    /// The last question.
    ///
    /// @param at when it was asked, or once it has ended, when it did
    /// @param answer to it, or to the one before while it is open
    /// @param thread empty when it has ended
    private record Asked(Instant at, Optional<Answer> answer, Optional<Thread> thread) {}

    /// @param checks each blocks, and says what is wrong; empty for nothing
    public TargetHealth(Map<Target, Supplier<String>> checks, Clock clock) {
        this.checks = Map.copyOf(checks);
        this.clock = clock;
    }

    /// What is known now of each target; asks anew where that is old.
    Map<Target, Known> look() {
        var known = new TreeMap<Target, Known>();
        var now = clock.instant();
        for (var target : List.copyOf(checks.keySet())) {
            known.put(
                    target,
                    known(asked.compute(target, (_, last) -> next(target, last, now)), now));
        }
        return known;
    }

    private Asked next(Target target, @Nullable Asked last, Instant now) {
        boolean old = last == null || !now.isBefore(last.at().plus(FRESH));
        boolean open = last != null && last.thread().isPresent();
        if (last != null && (open || !old || closed)) {
            return last;
        }
        var thread =
                Thread.ofVirtual().name("health-of-" + target.name()).unstarted(() -> ask(target));
        thread.start();
        return new Asked(now, last == null ? Optional.empty() : last.answer(), Optional.of(thread));
    }

    private void ask(Target target) {
        String problem;
        try {
            problem = checks.getOrDefault(target, () -> "").get();
        } catch (RuntimeException e) {
            LOG.warn("the health of {} {} cannot be asked", target.kind(), target.name(), e);
            problem = "the check itself failed; the gate's own log says why";
        }
        var answer = new Answer(clock.instant(), problem);
        asked.computeIfPresent(
                target, (_, _) -> new Asked(answer.at(), Optional.of(answer), Optional.empty()));
    }

    private static Known known(Asked asked, Instant now) {
        if (asked.thread().isPresent() && now.isAfter(asked.at().plus(PATIENCE))) {
            return new Known(
                    Optional.of(
                            new Answer(
                                    asked.at(),
                                    "no answer within " + PATIENCE.toSeconds() + " seconds")),
                    true);
        }
        return new Known(asked.answer(), asked.thread().isPresent());
    }

    @Override
    public void close() {
        closed = true;
        asked.values().forEach(last -> last.thread().ifPresent(Thread::interrupt));
    }
}
