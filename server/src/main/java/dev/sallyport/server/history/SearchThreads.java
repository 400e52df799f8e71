package dev.sallyport.server.history;

import dev.sallyport.server.history.HistoryException.Why;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// Where the index is asked: on a few platform threads, since SQLite holds the thread it runs on and virtual threads
/// would hold those that everything else in the gate runs on. Safe from many threads; who asks waits, and holds nothing.
///
/// A question has one limit from when it is asked, in which it waits for its turn and runs. At its end it is broken off,
/// within SQLite or between two statements, and only then is its asker told. One that nobody waits for any more ends in
/// the same way.
final class SearchThreads implements AutoCloseable {

    /// So many questions run at a time.
    static final int THREADS = 2;

    /// So many wait for their turn: with a limit of seconds and questions of milliseconds, more than come at once.
    static final int WAITING_MAX = 32;

    /// An interrupt between two statements meets none that runs, so it is said again until it is heeded.
    private static final Duration AGAIN = Duration.ofMillis(10);

    /// SQLite heeds an interrupt within milliseconds; nobody is kept waiting for one that it does not.
    private static final int AGAIN_MAX = 100;

    private final Duration limit;
    private final ThreadPoolExecutor threads;

    SearchThreads(Duration limit) {
        this.limit = limit;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        Thread.ofPlatform().name("call-search-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Work that can be broken off while [Running] knows its connection.
    interface Work<T> {
        T with(Running running) throws SQLException;
    }

    /// How long a question may go on, and the connection that it has now.
    static final class Running {

        private final long end;
        private final ReentrantLock lock = new ReentrantLock();
        // Guarded by lock: a connection that is closed must not be interrupted.
        private @Nullable SQLiteConnection connection;
        private boolean over;

        /// @param limit from now
        Running(Duration limit) {
            this.end = System.nanoTime() + limit.toNanos();
        }

        /// For work that is not within SQLite: before each statement, and for each row.
        ///
        /// @throws SQLException as SQLite would, where the question is over
        void goOn() throws SQLException {
            lock.lock();
            try {
                if (over || System.nanoTime() - end > 0) {
                    throw IndexFile.brokenOff();
                }
            } finally {
                lock.unlock();
            }
        }

        /// What lets go of a connection before that is closed.
        interface Hold extends AutoCloseable {
            @Override
            void close();
        }

        /// @throws SQLException as SQLite would, where the question is over
        Hold hold(Connection opened) throws SQLException {
            var mine = opened.unwrap(SQLiteConnection.class);
            lock.lock();
            try {
                goOn();
                connection = mine;
            } finally {
                lock.unlock();
            }
            return this::let;
        }

        private void let() {
            lock.lock();
            try {
                connection = null;
            } finally {
                lock.unlock();
            }
        }

        private void interrupt() {
            lock.lock();
            try {
                over = true;
                if (connection != null) {
                    connection.getDatabase().interrupt();
                }
            } catch (SQLException e) {
                throw new IllegalStateException("only a closed connection has no database", e);
            } finally {
                lock.unlock();
            }
        }
    }

    /// @throws HistoryException when too many ask, it took too long, or the work says so
    <T> T ask(Work<T> work) {
        var running = new Running(limit);
        var begun = new FutureTask<T>(task(work, running));
        try {
            threads.execute(begun);
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? new HistoryException("the index of calls is closed", e)
                    : new HistoryException(Why.BUSY, "too many search the index of calls", e);
        }
        try {
            return begun.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (threads.remove(begun)) {
                throw new HistoryException(Why.BUSY, "a search did not get its turn", e);
            }
            if (!breakOff(begun, running)) {
                throw new HistoryException(Why.TOO_LONG, "the search took too long, and goes on");
            }
            return found(begun);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (InterruptedException e) {
            if (!threads.remove(begun)) {
                breakOff(begun, running);
            }
            Thread.currentThread().interrupt();
            throw new HistoryException("nobody waits for the search", e);
        }
    }

    private static <T> Callable<T> task(Work<T> work, Running running) {
        return () -> work.with(running);
    }

    /// Says that it is over until it has ended; an interrupt of the thread that says so waits until then.
    ///
    /// @return whether it has ended
    private static boolean breakOff(FutureTask<?> begun, Running running) {
        boolean interrupted = false;
        for (int i = 0; i < AGAIN_MAX && !begun.isDone(); i++) {
            running.interrupt();
            try {
                begun.get(AGAIN.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException _) {
                // It is between two statements, or has heeded it.
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return begun.isDone();
    }

    /// What it found after all.
    private static <T> T found(FutureTask<T> ended) {
        if (ended.state() == Future.State.SUCCESS) {
            return ended.resultNow();
        }
        throw thrown(ended.exceptionNow());
    }

    private static RuntimeException thrown(@Nullable Throwable failed) {
        return switch (failed) {
            case HistoryException expected ->
                    new HistoryException(
                            expected.why(), String.valueOf(expected.getMessage()), expected);
            case SQLException e when IndexFile.isBrokenOff(e) ->
                    new HistoryException(Why.TOO_LONG, "the search took too long", e);
            case Throwable other ->
                    new HistoryException("the index of calls does not answer", other);
            case null ->
                    new HistoryException(Why.UNAVAILABLE, "the index of calls does not answer");
        };
    }

    /// How many questions run or wait now.
    int underWay() {
        return threads.getActiveCount() + threads.getQueue().size();
    }

    /// Takes no more questions; those that run end by their limit.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
