package dev.sallyport.server.history;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Work that a thread of its own does, one item after the other, while the next is made. What it cannot do is thrown to
/// whoever brings more. One thread brings.
///
/// @param <T> what is to be worked on
final class Lane<T> implements AutoCloseable {

    /// Items that wait: so that neither side often waits for the other.
    private static final int WAITING_MAX = 8;

    private static final long LOOK_MS = 100;

    private final BlockingQueue<Optional<T>> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final FutureTask<Boolean> task;
    private final Thread thread;

    interface Work<T> {
        void on(T item) throws SQLException;
    }

    Lane(String name, Work<T> work) {
        this.task =
                new FutureTask<>(() -> {
                    for (var item = queue.take(); item.isPresent(); item = queue.take()) {
                        work.on(item.get());
                    }
                    return true;
                });
        this.thread = Thread.ofPlatform().name(name).daemon().start(task);
    }

    /// Waits while there is too much to do.
    void put(T item) throws SQLException {
        offer(Optional.of(item));
    }

    private void offer(Optional<T> item) throws SQLException {
        try {
            while (!queue.offer(item, LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (task.isDone()) {
                    ended();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /// Returns when all is done.
    void finish() throws SQLException {
        offer(Optional.empty());
        ended();
    }

    private void ended() throws SQLException {
        try {
            var _ = task.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException known) {
                throw new SQLException(
                        known.getMessage(), known.getSQLState(), known.getErrorCode(), known);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Ends the thread; what it has not begun stays undone.
    @Override
    public void close() {
        queue.clear();
        var _ = queue.offer(Optional.empty());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
