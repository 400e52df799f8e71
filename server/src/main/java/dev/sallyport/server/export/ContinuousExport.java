package dev.sallyport.server.export;

import dev.sallyport.server.config.Export;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies the record to one place while the gate runs, on a thread of its own that nobody waits for. Whatever goes wrong
/// is logged once, told by [#state], and tried again from the cursor; calls and the log know nothing of it. It keeps one
/// batch in memory. Safe from many threads.
final class ContinuousExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ContinuousExport.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Export export;
    private final Path log;
    private final CursorFile cursor;
    private final LongSupplier signed;
    private final Backoff backoff;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private boolean closing;
    private @Nullable Sink open;
    private long next;
    private long refused;
    private String problem = "";

    /// @param signed how many records a checkpoint covers; asked when somebody asks how it stands
    ContinuousExport(
            Export export,
            Path log,
            CursorFile cursor,
            LongSupplier signed,
            RandomGenerator random) {
        this.export = export;
        this.log = log;
        this.cursor = cursor;
        this.signed = signed;
        this.backoff = new Backoff(random);
        this.thread =
                Thread.ofPlatform().name("export " + export.place()).daemon().unstarted(this::run);
    }

    ContinuousExport start() {
        thread.start();
        return this;
    }

    ExportState state() {
        long all = signed.getAsLong();
        lock.lock();
        try {
            return new ExportState(
                    export.place().toString(), next, Math.max(0, all - next), refused, problem);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                follow();
            } catch (IOException e) {
                failed(String.valueOf(e.getMessage()), e, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Memory may be there again later; an export that ended would show its last state
                // for ever.
                failed("the export met a fault of its own", new IOException(e), e);
            }
        }
    }

    /// Until it fails, or is closed.
    private void follow() throws IOException, InterruptedException {
        try (var sink = Sinks.of(export, "audit.export.ca")) {
            if (!take(sink)) {
                return;
            }
            var exporter = Exporter.open(log, sink, Optional.of(cursor), 0);
            tell(exporter.next(), 0);
            while (!isClosing()) {
                long before = sink.refused();
                int copied = exporter.step();
                if (copied > 0) {
                    works();
                }
                tell(exporter.next(), sink.refused() - before);
                if (copied == 0) {
                    rest(LOOK_EVERY);
                }
            }
        } finally {
            let();
        }
    }

    /// @return whether it is wanted still
    private boolean take(Sink sink) {
        lock.lock();
        try {
            open = sink;
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void let() {
        lock.lock();
        try {
            open = null;
        } finally {
            lock.unlock();
        }
    }

    private void works() {
        backoff.succeeded();
        lock.lock();
        try {
            if (!problem.isEmpty()) {
                LOG.info("the export to {} goes on", export.place());
            }
            problem = "";
        } finally {
            lock.unlock();
        }
    }

    private void failed(String why, IOException cause, Throwable shown) {
        if (isClosing()) {
            return;
        }
        lock.lock();
        try {
            // A place that stays away is told once.
            if (!problem.equals(why)) {
                LOG.error(
                        "the export to {} waits from record {} on: {}",
                        export.place(),
                        next,
                        why,
                        shown);
            }
            problem = why;
        } finally {
            lock.unlock();
        }
        try {
            rest(backoff.failed(cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(long position, long newlyRefused) {
        lock.lock();
        try {
            next = position;
            refused += newlyRefused;
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

    private void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closing && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is under way is broken off; it comes again after the next start.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("the export to {} did not close cleanly", export.place(), e);
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(CLOSE_MAX)) {
                LOG.warn("the export to {} did not end in time", export.place());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
