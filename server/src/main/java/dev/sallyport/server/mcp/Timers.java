package dev.sallyport.server.mcp;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One virtual thread that says when it is time, for all streams. What is to be done then must not block. Safe from many threads.
final class Timers implements AutoCloseable {

    /// Of nothing that is to be done.
    static final Future<?> NONE = CompletableFuture.completedFuture(null);

    private final ScheduledThreadPoolExecutor executor;

    Timers() {
        executor =
                new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("mcp-timers").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Again and again, first after one period; until cancelled.
    Future<?> every(Duration period, Runnable action) {
        long nanos = period.toNanos();
        return unlessClosed(
                () -> executor.scheduleWithFixedDelay(action, nanos, nanos, TimeUnit.NANOSECONDS));
    }

    /// Once; at once where the time has passed.
    Future<?> after(Duration delay, Runnable action) {
        return unlessClosed(
                () -> executor.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static Future<?> unlessClosed(Supplier<Future<?>> timer) {
        try {
            return timer.get();
        } catch (RejectedExecutionException e) {
            return NONE; // every stream is being ended as it is
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
