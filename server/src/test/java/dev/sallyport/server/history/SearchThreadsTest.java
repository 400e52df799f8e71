package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.history.HistoryException.Why;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// However much is asked, it ends, and few threads do it.
class SearchThreadsTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir Path directory;

    /// So many calls, each with words of its own, are put into an index at once.
    private static final int CALLS = 60_000;

    /// As many beginnings as fit in a search, as they were once allowed.
    private static final String MANY_BEGINNINGS =
            String.join(" AND ", Collections.nCopies(66, "\"n\" *"));

    private Path index() throws IOException, SQLException {
        var file = directory.resolve("many.db");
        try (var made = IndexFile.open(file)) {
            var writer = made.writer();
            writer.setAutoCommit(false);
            try (var text = writer.prepareStatement("INSERT INTO call_text VALUES (?, ?)");
                    var words =
                            writer.prepareStatement(
                                    "INSERT INTO words (rowid, text) VALUES (?, ?)")) {
                for (int i = 0; i < CALLS; i++) {
                    var all = "select n" + i + " from n" + i * 31 + " where n" + i * 7 + " = " + i;
                    for (var insert : List.of(text, words)) {
                        insert.setInt(1, i);
                        insert.setString(2, all);
                        insert.executeUpdate();
                    }
                }
            }
            writer.commit();
        }
        return file;
    }

    private static Integer count(Path file, SearchThreads.Running running) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var _ = running.hold(connection);
                var query =
                        connection.prepareStatement(
                                "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ?"
                                        + " ORDER BY rowid DESC LIMIT 31)")) {
            query.setString(1, MANY_BEGINNINGS);
            try (var rows = query.executeQuery()) {
                return rows.getInt(1);
            }
        }
    }

    /// SQLite does this work before its first step, where no look at the clock between steps ends it.
    @Test
    void aSearchIsBrokenOffWhileSqliteGathersBeginnings() throws IOException, SQLException {
        var file = index();
        long whole;
        try (var threads = new SearchThreads(LONG)) {
            long start = System.nanoTime();
            int found = threads.ask("user:a", running -> count(file, running));
            assertThat(found).isEqualTo(31);
            whole = System.nanoTime() - start;
        }

        try (var threads = new SearchThreads(Duration.ofNanos(whole / 20))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> threads.ask("user:a", running -> count(file, running)))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> {
                                assertThat(e.why()).isEqualTo(Why.TOO_LONG);
                                assertThat(e).hasMessage("the search took too long");
                            });
            long took = System.nanoTime() - start;

            System.out.printf(
                    "whole %d ms, broken off after %d ms%n", whole / 1_000_000, took / 1_000_000);
            assertThat(took).isLessThan(whole / 2);
        }
    }

    @Test
    void questionsRunOnFewPlatformThreads() throws ExecutionException, InterruptedException {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var virtual = new AtomicInteger();
        try (var threads = new SearchThreads(LONG);
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Integer>>();
            for (int i = 0; i < SearchThreads.WAITING_MAX; i++) {
                int answer = i;
                asked.add(
                        askers.submit(() ->
                                threads.ask(
                                        "user:" + answer,
                                        _ -> {
                                            most.accumulateAndGet(
                                                    atOnce.incrementAndGet(), Math::max);
                                            if (Thread.currentThread().isVirtual()) {
                                                virtual.incrementAndGet();
                                            }
                                            atOnce.decrementAndGet();
                                            return answer;
                                        })));
            }
            for (int i = 0; i < asked.size(); i++) {
                assertThat(asked.get(i).get()).isEqualTo(i);
            }
        }

        assertThat(most.get()).isBetween(1, SearchThreads.THREADS);
        assertThat(virtual.get()).isZero();
    }

    @Test
    void whoComesWhenAllWaitIsToldSoAtOnce() throws ExecutionException, InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(SearchThreads.THREADS);
        try (var threads = new SearchThreads(LONG);
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            SearchThreads.Work<Boolean> waiting = _ -> waited(begun, free);
            var running =
                    IntStream.range(0, SearchThreads.THREADS)
                            .mapToObj(i ->
                                    askers.submit(() -> threads.ask("user:running" + i, waiting)))
                            .toList();
            begun.await();
            var queued =
                    IntStream.range(0, SearchThreads.WAITING_MAX)
                            .mapToObj(i ->
                                    askers.submit(() -> threads.ask("user:queued" + i, waiting)))
                            .toList();
            while (threads.underWay() < SearchThreads.THREADS + SearchThreads.WAITING_MAX) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> threads.ask("user:late", _ -> true))
                    .isInstanceOfSatisfying(
                            HistoryException.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));

            free.countDown();
            for (var each : running) {
                assertThat(each.get()).isTrue();
            }
            for (var each : queued) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void whoDoesNotGetATurnInTimeIsToldSo() throws InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(SearchThreads.THREADS);
        try (var threads = new SearchThreads(Duration.ofMillis(20));
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SearchThreads.THREADS; i++) {
                var asker = "user:" + i;
                var _ = askers.submit(() -> threads.ask(asker, _ -> waited(begun, free)));
            }
            begun.await();

            assertThatThrownBy(() -> threads.ask("user:late", _ -> true))
                    .isInstanceOfSatisfying(
                            HistoryException.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));
            free.countDown();
        }
    }

    /// Interrupted where no statement runs, it would begin the next.
    @Test
    @Timeout(60)
    void workBetweenStatementsEndsAtTheLimit() throws IOException, SQLException {
        var file = directory.resolve("empty.db");
        IndexFile.open(file).close();
        try (var threads = new SearchThreads(Duration.ofMillis(50))) {
            assertThatThrownBy(() ->
                            threads.ask(
                                    "user:a",
                                    running -> {
                                        var url = "jdbc:sqlite:" + file;
                                        try (var connection = DriverManager.getConnection(url)) {
                                            var index = new IndexQueries(connection, running);
                                            while (true) {
                                                var _ = index.recordsOf(1);
                                            }
                                        }
                                    }))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> {
                                assertThat(e.why()).isEqualTo(Why.TOO_LONG);
                                assertThat(e).hasMessage("the search took too long");
                            });
            awaitNoneUnderWay(threads);
        }
    }

    @Test
    @Timeout(60)
    void aQuestionThatNobodyWaitsForIsTakenFromTheQueue() throws InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(SearchThreads.THREADS);
        var ran = new AtomicInteger();
        try (var threads = new SearchThreads(LONG);
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SearchThreads.THREADS; i++) {
                var asker = "user:" + i;
                var _ = askers.submit(() -> threads.ask(asker, _ -> waited(begun, free)));
            }
            begun.await();
            var left = Thread.ofVirtual().start(() -> ended(threads, _ -> ran.incrementAndGet()));
            while (threads.underWay() <= SearchThreads.THREADS) {
                Thread.onSpinWait();
            }

            left.interrupt();
            left.join();

            assertThat(threads.underWay()).isEqualTo(SearchThreads.THREADS);
            free.countDown();
        }
        assertThat(ran).hasValue(0);
    }

    /// However often it is interrupted, the thread that it had is free when its asker has gone.
    @Test
    @Timeout(60)
    void aQuestionThatNobodyWaitsForEndsBetweenItsStatements() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var still = new AtomicBoolean();
        try (var threads = new SearchThreads(LONG)) {
            var asker =
                    Thread.ofVirtual()
                            .start(() -> {
                                ended(
                                        threads,
                                        running -> {
                                            begun.countDown();
                                            while (true) {
                                                running.goOn();
                                            }
                                        });
                                still.set(Thread.currentThread().isInterrupted());
                            });
            begun.await();

            asker.interrupt();
            asker.join();

            awaitNoneUnderWay(threads);
        }
        assertThat(still).isTrue();
    }

    @Test
    @Timeout(60)
    void oneAskerHoldsOneThread() throws ExecutionException, InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var ran = Collections.synchronizedList(new ArrayList<String>());
        try (var threads = new SearchThreads(LONG);
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = askers.submit(() -> threads.ask("user:many", _ -> waited(begun, free)));
            begun.await();
            var others = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < SearchThreads.WAITING_EACH_MAX; i++) {
                others.add(askers.submit(() -> threads.ask("user:many", _ -> ran.add("many"))));
            }
            while (threads.underWay() < 1 + SearchThreads.WAITING_EACH_MAX) {
                Thread.onSpinWait();
            }

            boolean other = threads.ask("user:other", _ -> ran.add("other"));
            assertThat(other).isTrue();
            assertThat(ran).containsExactly("other");
            assertThatThrownBy(() -> threads.ask("user:many", _ -> true))
                    .isInstanceOfSatisfying(
                            HistoryException.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));

            free.countDown();
            assertThat(first.get()).isTrue();
            for (var each : others) {
                assertThat(each.get()).isTrue();
            }
            awaitNoneUnderWay(threads);
            boolean again = threads.ask("user:many", _ -> true);
            assertThat(again).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void whoWaitsBehindThemselfIsToldSoAndTakenFromTheQueue() throws InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var ran = new AtomicInteger();
        try (var threads = new SearchThreads(Duration.ofMillis(50));
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = askers.submit(() -> threads.ask("user:a", _ -> waited(begun, free)));
            begun.await();

            assertThatThrownBy(() -> threads.ask("user:a", _ -> ran.incrementAndGet()))
                    .isInstanceOfSatisfying(
                            HistoryException.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));
            assertThat(threads.underWay()).isEqualTo(1);

            free.countDown();
            awaitNoneUnderWay(threads);
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    @Timeout(60)
    void whoWaitsWhenItIsClosedIsToldSo() throws InterruptedException {
        var free = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var threads = new SearchThreads(LONG);
            var _ = askers.submit(() -> threads.ask("user:a", _ -> waited(begun, free)));
            begun.await();
            var waiting = askers.submit(() -> threads.ask("user:a", _ -> true));
            while (threads.underWay() < 2) {
                Thread.onSpinWait();
            }

            threads.close();

            assertThatThrownBy(waiting::get).hasRootCauseMessage("the index of calls is closed");
            assertThatThrownBy(() -> threads.ask("user:b", _ -> true))
                    .hasMessage("the index of calls is closed");
            free.countDown();
        }
    }

    private static void ended(SearchThreads threads, SearchThreads.Work<?> work) {
        assertThatThrownBy(() -> threads.ask("user:left", work))
                .isInstanceOf(HistoryException.class);
    }

    private static boolean waited(CountDownLatch begun, CountDownLatch free) {
        begun.countDown();
        awaitUninterrupted(free);
        return true;
    }

    private static void awaitNoneUnderWay(SearchThreads threads) {
        while (threads.underWay() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
