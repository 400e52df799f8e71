package dev.sallyport.server.history;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.history.HistoryException.Why;
import dev.sallyport.server.history.IndexWriter.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// Keeps the index up with the log, on a thread of its own that nobody waits for. Whatever goes wrong with the index is
/// logged, told by [#state], and tried again; the log and the calls know nothing of it. Safe from many threads.
///
/// It looks every [#LOOK_EVERY] whether there are new records, which costs nothing, and reads them where there are. An
/// index that is damaged, of another version or of another log is thrown away and made anew.
final class Indexer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /// While new records come without end, so much of its time the thread rests: reading the newest means reading the
    /// write-ahead files of the log.
    private static final int REST = 3;

    private static final Duration REST_MAX = Duration.ofSeconds(1);

    private static final Duration RETRY_EVERY = Duration.ofSeconds(2);

    /// A search that takes longer, its turn included, is broken off.
    static final Duration SEARCH_MAX = Duration.ofSeconds(3);

    /// Records in one transaction.
    private static final int BATCH = 4096;

    private final Path file;
    private final AuditReader log;
    private final LongSupplier recorded;
    private final Thread thread;
    private final SearchThreads searches;

    /// Whoever searches holds it shared; who throws the file away holds it alone.
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    // Guarded by use.
    private @Nullable IndexFile open;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private long changes;
    private boolean closing;
    private Mark mark = new Mark(0, -1, "", 0);
    private String problem = "";
    private boolean doubted;

    /// @param recorded how many records the log has; asked often
    /// @param searchMax as [#SEARCH_MAX]
    Indexer(Path file, AuditReader log, LongSupplier recorded, Duration searchMax) {
        this.file = file;
        this.log = log;
        this.recorded = recorded;
        this.thread = Thread.ofPlatform().name("call-index").daemon().unstarted(this::run);
        this.searches = new SearchThreads(searchMax);
    }

    Indexer start() {
        thread.start();
        return this;
    }

    /// Searches, while the file is not thrown away.
    interface Search<T> {
        T in(IndexQueries index) throws SQLException;
    }

    /// @param asker of whose searches one runs at a time
    /// @throws HistoryException when there is no index yet, it does not answer, or too many ask it
    <T> T search(String asker, Search<T> search) {
        return searches.ask(asker, running -> answer(search, running));
    }

    private <T> T answer(Search<T> search, SearchThreads.Running running) throws SQLException {
        use.readLock().lock();
        try {
            if (open == null) {
                throw new HistoryException(Why.UNAVAILABLE, "the index of calls is being opened");
            }
            try (var reader = open.reader();
                    var _ = running.hold(reader)) {
                return search.in(new IndexQueries(reader, running));
            }
        } catch (SQLException e) {
            // No search, whatever it asks for, may have the index made anew: only a file that is
            // broken does.
            if (IndexFile.isBroken(e)) {
                doubt();
            }
            throw e;
        } finally {
            use.readLock().unlock();
        }
    }

    /// Has the index looked at, since it does not fit the log.
    void doubt() {
        lock.lock();
        try {
            doubted = true;
        } finally {
            lock.unlock();
        }
    }

    IndexState state() {
        lock.lock();
        try {
            return new IndexState(mark.next(), recorded.getAsLong(), mark.unreadable(), problem);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                follow();
            } catch (SQLException e) {
                LOG.error("the index of calls failed", e);
                failed("the index cannot be written", IndexFile.isDamage(e));
            } catch (IOException e) {
                LOG.error("the index of calls cannot follow the log", e);
                failed("the log cannot be read", false);
            } catch (RuntimeException e) {
                LOG.error("the index of calls failed", e);
                failed("the index met a fault of its own", true);
            }
            rest(RETRY_EVERY);
        }
        let(false);
    }

    private void failed(String why, boolean damaged) {
        let(damaged);
        tell(new Mark(0, -1, "", 0), why);
    }

    /// Until it fails, or is closed.
    private void follow() throws IOException, SQLException {
        var found = opened();
        if (found.isEmpty()) {
            return;
        }
        var writer = new IndexWriter(found.get());
        var now = writer.mark();
        tell(now, "");
        while (!isClosing()) {
            if (isDoubted()) {
                throw new SQLException(
                        "the index does not fit the log", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
            if (recorded.getAsLong() <= now.next()) {
                rest(LOOK_EVERY);
                continue;
            }
            long start = System.nanoTime();
            var next = step(writer, now);
            if (next.next() > now.next()) {
                tell(next, "");
            }
            boolean all = next.next() - now.next() < BATCH;
            now = next;
            if (all && recorded.getAsLong() - now.next() < BATCH) {
                var took = Duration.ofNanos(System.nanoTime() - start).multipliedBy(REST);
                rest(took.compareTo(REST_MAX) > 0 ? REST_MAX : max(took, LOOK_EVERY));
            }
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// Reads what is next in the log, and puts it into the file.
    private Mark step(IndexWriter writer, Mark now) throws IOException, SQLException {
        var batch = new Batch(BATCH, now);
        long next =
                log.walk(
                        now.next(),
                        BATCH,
                        new AuditReader.Walker() {
                            @Override
                            public boolean record(LoggedRecord record) {
                                batch.add(record);
                                return !batch.isFull() && !isClosing();
                            }

                            @Override
                            public boolean unreadable(long index, IOException why) {
                                batch.miss(index, why);
                                return !isClosing();
                            }
                        });
        if (next == now.next()) {
            return now;
        }
        var mark = batch.mark(next);
        writer.write(batch.records(), mark);
        return mark;
    }

    /// The file, whole and of this log; a new one where it was not.
    ///
    /// @return empty when this is closed before it is made
    private Optional<IndexFile> opened() throws IOException, SQLException {
        try {
            if (Files.exists(file)) {
                var found = IndexFile.open(file);
                if (fits(found)) {
                    return Optional.of(take(found));
                }
                found.close();
            }
        } catch (SQLException e) {
            if (!IndexFile.isDamage(e)) {
                throw e;
            }
            LOG.warn("the index of calls is made anew", e);
        }
        IndexFile.delete(file);
        return make() ? Optional.of(take(IndexFile.open(file))) : Optional.empty();
    }

    /// Puts all that the log has into a new file.
    ///
    /// @return false when this was closed before it was done
    private boolean make() throws IOException, SQLException {
        try (var build = new IndexBuild(file, IndexBuild.OPEN)) {
            boolean all = build.addAll(log, this::made);
            if (all) {
                var _ = build.finish();
            }
            return all;
        }
    }

    private boolean made(Mark now) {
        // Whoever waits until nothing is missing waits for the file in its place.
        if (now.next() < recorded.getAsLong()) {
            tell(now, "");
        }
        return !isClosing();
    }

    private IndexFile take(IndexFile found) {
        use.writeLock().lock();
        try {
            open = found;
            return found;
        } finally {
            use.writeLock().unlock();
        }
    }

    private boolean fits(IndexFile found) throws IOException, SQLException {
        try {
            found.check();
            var mark = new IndexWriter(found).mark();
            if (mark.next() == 0 && recorded.getAsLong() > 0) {
                // Nothing in it is worth keeping.
                return false;
            }
            boolean fits =
                    mark.unreadable() == 0
                            && mark.next() <= recorded.getAsLong()
                            && (mark.anchor() < 0 || isAnchored(mark));
            if (!fits) {
                LOG.warn("the index of calls does not fit the log and is made anew");
            }
            return fits;
        } catch (IOException | SQLException | RuntimeException e) {
            found.close();
            throw e;
        }
    }

    private boolean isAnchored(Mark mark) throws IOException {
        return log.all(new TreeSet<>(List.of(mark.anchor()))).values().stream()
                .anyMatch(record -> record.leafHash().equals(mark.anchorHash()));
    }

    /// Lets go of the file.
    private void let(boolean damaged) {
        use.writeLock().lock();
        try {
            if (open != null) {
                open.close();
                open = null;
            }
            if (damaged) {
                IndexFile.delete(file);
            }
        } catch (SQLException | IOException e) {
            LOG.warn("the file of the index of calls did not close", e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void tell(Mark now, String why) {
        lock.lock();
        try {
            mark = now;
            problem = why;
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDoubted() {
        lock.lock();
        try {
            boolean was = doubted;
            doubted = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    private void rest(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closing && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the index has changed since `seen`.
    ///
    /// @return what to wait with the next time; `seen` when nothing changed in that time
    long awaitChange(long seen, Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (changes == seen && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            return changes;
        } finally {
            lock.unlock();
        }
    }

    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        searches.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
