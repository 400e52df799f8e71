package dev.sallyport.server.console;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Work that may take long for what somebody sent: one piece at a time in the whole gate, on a platform thread that gives
/// way to others, and with a limit after which nobody waits for it. Safe from many threads.
///
/// At the limit the work's thread is interrupted, and no other work begins before it has ended.
final class SlowWork {

    private final Duration limit;
    private final String name;
    private final AtomicBoolean busy = new AtomicBoolean();

    /// @param name of the thread
    SlowWork(String name, Duration limit) {
        this.name = name;
        this.limit = limit;
    }

    /// What came of it.
    sealed interface Answer<T> {
        record Done<T>(T result) implements Answer<T> {}

        /// Other work is under way.
        record Busy<T>() implements Answer<T> {}

        record TooLong<T>() implements Answer<T> {}
    }

    /// Blocks until the limit at most.
    ///
    /// @param work looks now and then whether its thread is interrupted, or is short by its own bounds
    <T> Answer<T> ask(Callable<T> work) {
        if (!busy.compareAndSet(false, true)) {
            return new Answer.Busy<>();
        }
        var task = new FutureTask<>(work);
        var thread = IdleThread.of(name, () -> run(task));
        try {
            thread.start();
        } catch (RuntimeException | Error e) {
            busy.set(false);
            throw e;
        }
        return answer(task).<Answer<T>>map(Answer.Done::new).orElseGet(Answer.TooLong::new);
    }

    private void run(FutureTask<?> task) {
        try {
            task.run();
        } finally {
            busy.set(false);
        }
    }

    /// Empty when it took too long.
    private <T> Optional<T> answer(FutureTask<T> task) {
        try {
            return Optional.of(task.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException) {
                return Optional.empty();
            }
            throw new IllegalStateException("the work failed", e.getCause());
        }
    }

    /// Whether work is under way.
    boolean isBusy() {
        return busy.get();
    }
}
