package dev.sallyport.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives records their places and makes them durable, many with one sync, on a thread of its own: the
/// callers' threads never touch a file, so neither an interrupt nor a pinned virtual thread can hurt. Safe
/// from many threads.
final class Committer {

    /// An append that is not durable by then never answers: the disk hangs, and the log has failed.
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(30);

    private static final int QUEUE_MAX = 4096;

    /// What waiting bodies, and those of one batch, take at most.
    private static final long BODIES_BYTES_MAX = 16 << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(Committer.class);

    private final Optional<BodyStore> bodies;
    private final WalWriter wal;
    private final String origin;
    private final Clock clock;
    private final Sequencer sequencer;
    private final Breaker breaker;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private final List<Entry> writing = new ArrayList<>();
    private long queuedBodyBytes;
    private long next;
    private boolean closing;
    // Written by the committing thread alone.
    private volatile long durable;

    Committer(
            Optional<BodyStore> bodies,
            WalWriter wal,
            String origin,
            Clock clock,
            long next,
            Sequencer sequencer,
            Breaker breaker) {
        this.bodies = bodies;
        this.wal = wal;
        this.origin = origin;
        this.clock = clock;
        this.next = next;
        this.durable = next;
        this.sequencer = sequencer;
        this.breaker = breaker;
        this.thread = Thread.ofPlatform().name("audit-committer").daemon().unstarted(this::run);
        breaker.onTrip(this::abandon);
    }

    void start() {
        thread.start();
    }

    /// The index of the next record.
    long next() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// How many records are durable.
    long durable() {
        return durable;
    }

    /// @param body sealed for this record by the store of this log
    long append(AuditRecord record, Optional<SealedBody> body) {
        var entry = enqueue(record, body);
        try {
            if (!entry.awaitDurable(DURABLE_WITHIN.toNanos())) {
                breaker.check();
                throw new AuditUnavailableException("the record is not durable");
            }
        } catch (TimeoutException e) {
            breaker.trip(e);
            throw new AuditUnavailableException(
                    "the record is not durable after " + DURABLE_WITHIN.toSeconds() + " s", e);
        }
        return entry.index();
    }

    private Entry enqueue(AuditRecord record, Optional<SealedBody> body) {
        var draft = RecordDraft.of(record, origin, body);
        lock.lock();
        try {
            while (isFull() && !breaker.tripped() && !closing) {
                changed.awaitUninterruptibly();
            }
            breaker.check();
            if (closing) {
                throw new AuditUnavailableException("the audit log is closed");
            }
            var place = body.map(sealed -> bodies.orElseThrow().next(sealed));
            var bytes = draft.at(next, clock.instant(), place.map(Blob::at).orElse(0L));
            if (bytes.length > AuditLog.RECORD_BYTES_MAX) {
                throw new RecordTooLargeException(bytes.length);
            }
            place.ifPresent(taken -> bodies.orElseThrow().take(taken));
            var placed = place.map(at -> new Entry.Placed(at, body.orElseThrow()));
            var entry = new Entry(next, bytes, placed);
            next++;
            queuedBodyBytes += entry.bodyBytes();
            queue.addLast(entry);
            changed.signalAll();
            return entry;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return queue.size() >= QUEUE_MAX || queuedBodyBytes >= BODIES_BYTES_MAX;
    }

    /// Makes durable what is queued and ends.
    void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
        if (bodies.isPresent()) {
            bodies.get().close();
        }
        wal.close();
    }

    private void run() {
        try {
            for (var batch = take(); !batch.isEmpty(); batch = take()) {
                // INVARIANT: a body is durable before the leaf that names it.
                if (bodies.isPresent()) {
                    bodies.get().write(batch);
                    batch.forEach(Entry::forgetBody);
                }
                wal.write(batch);
                durable = batch.getLast().index() + 1;
                batch.forEach(entry -> entry.settle(true));
                sequencer.accept(batch);
            }
        } catch (Exception | Error e) {
            LOGGER.error(
                    "the audit log cannot write and takes no more records: {}", e.getMessage(), e);
            breaker.trip(e);
        }
    }

    /// The next batch; empty when there will be none.
    private List<Entry> take() throws InterruptedException {
        lock.lock();
        try {
            writing.clear();
            while (queue.isEmpty() && !closing && !breaker.tripped()) {
                changed.await();
            }
            if (breaker.tripped()) {
                return List.of();
            }
            long bytes = 0;
            long bodyBytes = 0;
            while (!queue.isEmpty()) {
                bytes += WalFormat.frameBytes(queue.getFirst().bytes().length);
                bodyBytes += queue.getFirst().bodyBytes();
                if ((bytes > WalFormat.BATCH_BYTES_MAX || bodyBytes > BODIES_BYTES_MAX)
                        && !writing.isEmpty()) {
                    break;
                }
                queuedBodyBytes -= queue.getFirst().bodyBytes();
                writing.add(queue.removeFirst());
            }
            changed.signalAll();
            return List.copyOf(writing);
        } finally {
            lock.unlock();
        }
    }

    /// Nobody waits for a log that failed. What is durable already stays so: settling twice changes nothing.
    private void abandon() {
        lock.lock();
        try {
            queue.forEach(entry -> entry.settle(false));
            writing.forEach(entry -> entry.settle(false));
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
