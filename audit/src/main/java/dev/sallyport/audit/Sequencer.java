package dev.sallyport.audit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes durable records, in order, and has them integrated and signed on a thread of its own. Safe from many
/// threads.
final class Sequencer {

    /// The writers wait while more than this is durable but not signed.
    static final long BACKLOG_BYTES_MAX = 64 << 20;

    // A backlog of this size is signed at once.
    private static final long EAGER_BYTES = 8 << 20;

    /// How long the second place may be unreachable before the log fails: from the start of the first attempt
    /// that failed to the end of one that fails after this time.
    static final Duration UNREACHABLE_MAX = Duration.ofSeconds(30);

    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOGGER = LoggerFactory.getLogger(Sequencer.class);

    private final TreeWriter tree;
    private final WalCleaner cleaner;
    private final Breaker breaker;
    private final long intervalNanos;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private final ArrayDeque<Entry> backlog = new ArrayDeque<>();
    private long backlogBytes;
    private Checkpoint signed;
    private long wanted;
    private long unreachableAttempts;
    private boolean closing;

    // Owned by the thread.
    private long unreachableSince;
    private boolean unreachable;

    /// Deletes write-ahead files whose records are all signed.
    interface WalCleaner {
        void signed(long size) throws java.io.IOException;
    }

    Sequencer(
            TreeWriter tree,
            Checkpoint signed,
            WalCleaner cleaner,
            Breaker breaker,
            Duration checkpointEvery) {
        this.tree = tree;
        this.signed = signed;
        this.cleaner = cleaner;
        this.breaker = breaker;
        this.intervalNanos = checkpointEvery.toNanos();
        this.thread = Thread.ofPlatform().name("audit-sequencer").daemon().unstarted(this::run);
        breaker.onTrip(this::wake);
    }

    void start() {
        thread.start();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes over records that are durable; waits while there are too many.
    void accept(Iterable<Entry> entries) {
        lock.lock();
        try {
            while (backlogBytes > BACKLOG_BYTES_MAX && !breaker.tripped()) {
                changed.awaitUninterruptibly();
            }
            for (var entry : entries) {
                backlog.addLast(entry);
                backlogBytes += entry.bytes().length;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The newest checkpoint.
    Checkpoint signed() {
        lock.lock();
        try {
            return signed;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a checkpoint over at least `size` records.
    ///
    /// @throws AuditUnavailableException when there will be none, or the second place cannot be reached now
    Checkpoint await(long size) {
        return await(size, false);
    }

    /// As [#await], also while the second place cannot be reached: until it can be, or the log has failed over it.
    Checkpoint awaitPatiently(long size) {
        return await(size, true);
    }

    private Checkpoint await(long size, boolean patient) {
        lock.lock();
        try {
            long attempts = unreachableAttempts;
            while (signed.size() < size) {
                breaker.check();
                if (!patient && unreachableAttempts > attempts) {
                    throw new AuditUnavailableException(
                            "no new checkpoint: its second place cannot be reached");
                }
                if (!thread.isAlive()) {
                    throw new AuditUnavailableException("the audit log is closed");
                }
                if (unreachableAttempts == attempts) {
                    // Later attempts come by themselves, with a pause between.
                    wanted = Math.max(wanted, size);
                    changed.signalAll();
                }
                changed.awaitUninterruptibly();
            }
            return signed;
        } finally {
            lock.unlock();
        }
    }

    /// Signs what is left, if it can, and ends.
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
    }

    private void run() {
        try {
            long last = System.nanoTime();
            while (awaitWork(last)) {
                last = System.nanoTime();
                integrate();
                sign();
            }
        } catch (Exception | Error e) {
            LOGGER.error(
                    "the audit log cannot integrate its records and stops: {}", e.getMessage(), e);
            breaker.trip(e);
        } finally {
            wake();
        }
    }

    /// Waits until a checkpoint is due.
    ///
    /// @return false when there is nothing more to do
    private boolean awaitWork(long last) throws InterruptedException {
        lock.lock();
        try {
            while (!breaker.tripped()) {
                boolean work = !backlog.isEmpty() || tree.size() > signed.size();
                long pause = unreachable ? Math.min(intervalNanos, RETRY_NANOS) : intervalNanos;
                long wait = last + pause - System.nanoTime();
                boolean unreachableAtClose = closing && unreachable && backlog.isEmpty();
                if ((closing && !work) || unreachableAtClose) {
                    return false;
                }
                boolean asked = wanted > signed.size();
                boolean eager = asked || backlogBytes > EAGER_BYTES;
                if (work && (wait <= 0 || eager || closing)) {
                    return true;
                }
                if (work) {
                    changed.awaitNanos(wait);
                } else {
                    changed.await();
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void integrate() throws java.io.IOException {
        while (true) {
            Entry entry;
            lock.lock();
            try {
                if (backlog.isEmpty()) {
                    return;
                }
                entry = backlog.removeFirst();
                backlogBytes -= entry.bytes().length;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (entry.index() != tree.size()) {
                throw new IllegalStateException(
                        "record " + entry.index() + " cannot follow " + tree.size() + " records");
            }
            tree.append(entry.bytes());
        }
    }

    private void sign() throws java.io.IOException {
        long began = System.nanoTime();
        try {
            var checkpoint = tree.publish();
            unreachable = false;
            cleaner.signed(checkpoint.size());
            lock.lock();
            try {
                signed = checkpoint;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        } catch (CheckpointMirror.UnreachableException e) {
            unreachableSince = unreachable ? unreachableSince : began;
            unreachable = true;
            lock.lock();
            try {
                unreachableAttempts++;
                wanted = 0;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() - unreachableSince > UNREACHABLE_MAX.toNanos()) {
                throw e;
            }
            LOGGER.warn("no new checkpoint: its second place cannot be reached; trying again", e);
        }
    }
}
