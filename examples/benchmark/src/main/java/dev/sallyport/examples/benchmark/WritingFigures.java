package dev.sallyport.examples.benchmark;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How fast a log takes records. One figure at a time.
final class WritingFigures {

    private static final int CALLS_PER_SECOND = 500;

    /// Of small records, with which no call waits.
    private static final int SMALL_WRITERS = 1024;

    private final AuditLog log;
    // Of the next call.
    private final AtomicInteger next = new AtomicInteger();

    WritingFigures(AuditLog log) {
        this.log = log;
    }

    /// Calls of 64 writers, each of which waits for its intent and then for its outcome. What they wrote is under a
    /// checkpoint before the time is taken.
    ///
    /// @return records a second
    double sustained(Duration time) throws ExecutionException, InterruptedException {
        long before = log.size();
        long start = System.nanoTime();
        Writers.run(
                RecordedMonth.WRITERS,
                _ -> {
                    while (System.nanoTime() - start < time.toNanos()) {
                        var intent = RecordedMonth.intent(next.getAndIncrement());
                        var _ = log.append(intent);
                        var _ = log.append(RecordedMonth.outcome(intent));
                    }
                });
        return (log.sync().size() - before) * 1e9 / (System.nanoTime() - start);
    }

    /// 500 calls a second that arrive whether or not those before them are done. An intent's time begins when its call
    /// was due.
    Spread intents(Duration time) throws InterruptedException {
        var took = new long[Math.toIntExact(time.toMillis() * CALLS_PER_SECOND / 1000)];
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < took.length; i++) {
                int call = i;
                long due = start + i * 1_000_000_000L / CALLS_PER_SECOND;
                for (long left = due - System.nanoTime();
                        left > 0;
                        left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                threads.execute(() -> {
                    var intent = RecordedMonth.intent(next.getAndIncrement());
                    var _ = log.append(intent);
                    took[call] = System.nanoTime() - due;
                    var _ = log.append(RecordedMonth.outcome(intent));
                });
            }
        }
        return new Spread(took);
    }

    /// Calls until the log has so many records.
    void fillWithCalls(long records) throws ExecutionException, InterruptedException {
        int missing = Math.toIntExact(Math.max(0, records - log.size()) / 2);
        int first = next.getAndAdd(missing);
        RecordedMonth.append(log, first, first + missing, SMALL_WRITERS);
        var _ = log.sync();
    }

    /// Records that say nearly nothing, until the log has so many.
    void fillWithSmall(long records) throws ExecutionException, InterruptedException {
        var small = AuditRecord.of(Stage.SIGNED_IN).build();
        long missing = Math.max(0, records - log.size());
        Writers.run(
                SMALL_WRITERS,
                writer -> {
                    for (long i = writer; i < missing; i += SMALL_WRITERS) {
                        var _ = log.append(small);
                    }
                });
        var _ = log.sync();
    }
}
