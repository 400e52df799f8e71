package dev.sallyport.server.history;

import dev.sallyport.server.history.HistoryException.Why;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// Where the index is asked: on a few platform threads, since SQLite holds the thread it runs on and virtual threads
/// would hold those that everything else in the gate runs on. Safe from many threads; who asks waits, and holds nothing.
///
/// Of one asker one question runs at a time. The next gets in line when that has ended, behind those of others who came
/// before: whoever asks much waits for themself.
///
/// A question has one limit from when it is asked, in which it waits for its turn and runs. At its end it is broken off,
/// within SQLite or between two statements, and only then is its asker told. One that nobody waits for any more ends in
/// the same way.
final class SearchThreads implements AutoCloseable {

    /// So many questions run at a time.
    static final int THREADS = 2;

    /// So many wait for their turn: with a limit of seconds and questions of milliseconds, more than come at once.
    static final int WAITING_MAX = 32;

    /// So many of one asker: pages that somebody has open and that look again at the same time.
    static final int WAITING_EACH_MAX = 8;

    /// An interrupt between two statements meets none that runs, so it is said again until it is heeded.
    private static final Duration AGAIN = Duration.ofMillis(10);

    /// SQLite heeds an interrupt within milliseconds; nobody is kept waiting for one that it does not.
    private static final int AGAIN_MAX = 100;

    private final Duration limit;
    private final ThreadPoolExecutor threads;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock: by asker of whom a question runs or is in line, those that wait for it.
    private final Map<String, Deque<Question<?>>> behind = new HashMap<>();
    // Guarded by lock: how many run or wait.
    private int underWay;

    SearchThreads(Duration limit) {
        this.limit = limit;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new LinkedBlockingQueue<>(), // bounded by what is taken in
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

    private final class Question<T> extends FutureTask<T> {
        private final String asker;
        private final Running running;

        Question(String asker, Work<T> work, Running running) {
            super(() -> work.with(running));
            this.asker = asker;
            this.running = running;
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                left(asker);
            }
        }

        void refuse(HistoryException why) {
            setException(why);
        }
    }

    /// @param asker of whose questions one runs at a time
    /// @throws HistoryException when too many ask, it took too long, or the work says so
    <T> T ask(String asker, Work<T> work) {
        var asked = new Question<T>(asker, work, new Running(limit));
        takeIn(asked);
        try {
            return asked.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (takeBack(asked)) {
                throw new HistoryException(Why.BUSY, "a search did not get its turn", e);
            }
            if (!breakOff(asked)) {
                throw new HistoryException(Why.TOO_LONG, "the search took too long, and goes on");
            }
            return found(asked);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (InterruptedException e) {
            if (!takeBack(asked)) {
                breakOff(asked);
            }
            Thread.currentThread().interrupt();
            throw new HistoryException("nobody waits for the search", e);
        }
    }

    private void takeIn(Question<?> question) {
        lock.lock();
        try {
            if (threads.isShutdown()) {
                throw closed();
            }
            var mine = behind.get(question.asker);
            if (underWay >= THREADS + WAITING_MAX
                    || (mine != null && mine.size() >= WAITING_EACH_MAX)) {
                throw new HistoryException(Why.BUSY, "too many search the index of calls");
            }
            if (mine == null) {
                threads.execute(question);
                behind.put(question.asker, new ArrayDeque<>());
            } else {
                mine.add(question);
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    /// @return whether it had not begun, and will not
    private boolean takeBack(Question<?> question) {
        lock.lock();
        try {
            if (threads.remove(question)) {
                left(question.asker);
                return true;
            }
            var mine = behind.get(question.asker);
            if (mine != null && mine.remove(question)) {
                underWay--;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// The question of an asker that ran or was in line is gone.
    private void left(String asker) {
        lock.lock();
        try {
            underWay--;
            var mine = behind.get(asker);
            var next = mine == null ? null : mine.poll();
            if (next == null) {
                behind.remove(asker);
            } else {
                getInLine(next);
            }
        } finally {
            lock.unlock();
        }
    }

    private void getInLine(Question<?> next) {
        try {
            threads.execute(next);
        } catch (RuntimeException | Error e) {
            // No thread could be made, so nobody would come for those behind it.
            var none = new HistoryException("the index of calls has no thread", e);
            next.refuse(none);
            underWay--;
            var mine = behind.remove(next.asker);
            if (mine != null) {
                underWay -= mine.size();
                mine.forEach(waiting -> waiting.refuse(none));
            }
            throw e;
        }
    }

    private static HistoryException closed() {
        return new HistoryException(Why.UNAVAILABLE, "the index of calls is closed");
    }

    /// Says that it is over until it has ended; an interrupt of the thread that says so waits until then.
    ///
    /// @return whether it has ended
    private static boolean breakOff(Question<?> begun) {
        boolean interrupted = false;
        for (int i = 0; i < AGAIN_MAX && !begun.isDone(); i++) {
            begun.running.interrupt();
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
    private static <T> T found(Question<T> ended) {
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
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more questions; those that run end by their limit, and those that wait at once.
    @Override
    public void close() {
        lock.lock();
        try {
            threads.shutdownNow().forEach(waiting -> ((Question<?>) waiting).refuse(closed()));
            behind.values().forEach(mine -> mine.forEach(waiting -> waiting.refuse(closed())));
            behind.clear();
        } finally {
            lock.unlock();
        }
    }
}
