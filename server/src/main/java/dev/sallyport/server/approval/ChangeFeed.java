package dev.sallyport.server.approval;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells followers that something about held calls has changed, and not what. Safe from many threads.
///
/// What happens in this process is told at once. For other processes, one virtual thread asks the database at each
/// interval while anyone follows.
public final class ChangeFeed {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Duration poll;
    private final Supplier<String> fingerprint;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();

    // Guarded by lock.
    private long changes;
    private int followers;
    private boolean polling;

    /// @param fingerprint another after each change that another process has made
    ChangeFeed(Duration poll, Supplier<String> fingerprint) {
        this.poll = poll;
        this.fingerprint = fingerprint;
    }

    /// Whatever changes from now on is told.
    Follower follow() {
        var start = fingerprint.get();
        lock.lock();
        try {
            followers++;
            if (!polling) {
                polling = true;
                Thread.ofVirtual().name("approvals-feed").start(() -> poll(start));
            }
            return new Follower(changes);
        } finally {
            lock.unlock();
        }
    }

    void changed() {
        lock.lock();
        try {
            changes++;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void poll(String start) {
        var last = start;
        while (true) {
            try {
                Thread.sleep(poll);
                if (!wanted()) {
                    return;
                }
                var now = fingerprint.get();
                if (!now.equals(last)) {
                    last = now;
                    changed();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            } catch (RuntimeException e) {
                LOG.warn("cannot look for changed requests; trying again", e);
            }
        }
    }

    /// Whether the polling goes on; one who comes after a no begins it anew.
    private boolean wanted() {
        lock.lock();
        try {
            polling = followers > 0;
            return polling;
        } finally {
            lock.unlock();
        }
    }

    /// One who follows. For one thread.
    public final class Follower implements AutoCloseable {
        private long seen;

        private Follower(long seen) {
            this.seen = seen;
        }

        /// Blocks a virtual thread only.
        ///
        /// @return whether anything has changed since this was last asked
        public boolean await(Duration max) throws InterruptedException {
            long left = max.toNanos();
            lock.lockInterruptibly();
            try {
                while (changes == seen && left > 0) {
                    left = told.awaitNanos(left);
                }
                boolean any = changes != seen;
                seen = changes;
                return any;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                followers--;
            } finally {
                lock.unlock();
            }
        }
    }
}
