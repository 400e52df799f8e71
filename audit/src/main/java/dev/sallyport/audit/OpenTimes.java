package dev.sallyport.audit;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When a log was open: from its first record to its last, but for the time from each stop to the next record, or
/// where a start has none before it, from the last record that is not of the start itself. Keeps the longest times
/// that it was closed, [#KEPT_MAX] of them. One call at a time.
final class OpenTimes {

    static final int KEPT_MAX = 10_000;

    private static final Comparator<SetVerification.Gap> LONGEST =
            Comparator.comparing(OpenTimes::length).reversed();

    private final Path directory;
    private final List<SetVerification.Gap> closed = new ArrayList<>();
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();
    private String lastTime = "";
    private String busy = "";
    private boolean stopped;
    private boolean started;

    OpenTimes(Path directory) {
        this.directory = directory;
    }

    static Duration length(SetVerification.Gap gap) {
        return Duration.between(gap.before(), gap.after());
    }

    void see(RecordScan record) {
        var time = record.time();
        var stage = record.stage();
        first = first.or(() -> instant(time));
        lastTime = time;
        if (stopped) {
            keep(time, record.seq());
            stopped = false;
            started = false;
        }
        if (stage.isPresent()) {
            switch (stage.get()) {
                case START -> {
                    if (started) {
                        keep(time, record.seq());
                    }
                    started = true;
                    busy = time;
                }
                // A gate records these before its start.
                case UNKNOWN, POLICY_CHANGED -> {}
                default -> busy = time;
            }
            stopped = stage.get() == Stage.STOP;
        }
    }

    private void keep(String time, long index) {
        var before = instant(busy);
        var after = instant(time);
        if (before.isEmpty() || after.isEmpty() || !before.get().isBefore(after.get())) {
            return;
        }
        closed.add(new SetVerification.Gap(directory, before.get(), after.get(), index, stopped));
        if (closed.size() > 2 * KEPT_MAX) {
            closed.sort(LONGEST);
            closed.subList(KEPT_MAX, closed.size()).clear();
        }
    }

    private static Optional<Instant> instant(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    List<SetVerification.Gap> closed() {
        return closed;
    }

    /// Whether it was open for some of the time that another was closed.
    boolean wasOpenIn(SetVerification.Gap gap) {
        last = last.or(() -> instant(lastTime));
        return first.filter(gap.after()::isAfter).isPresent()
                && last.filter(gap.before()::isBefore).isPresent()
                && closed.stream()
                        .noneMatch(own ->
                                !own.before().isAfter(gap.before())
                                        && !own.after().isBefore(gap.after()));
    }
}
