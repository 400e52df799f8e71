package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.http.RefusalListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that the wires refused, for the record: counted, and written as one record at once when the first
/// comes and then at most one a minute, so that nobody can fill the disk with them. Each kind is told to the
/// operator once a record. Safe from many threads.
///
/// What was counted since the last record is lost when the process dies; nothing of it had any effect.
final class RefusedRequests implements RefusalListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedRequests.class);

    private static final Duration RECORD_EVERY = Duration.ofMinutes(1);

    /// Beyond these the kinds of one record are not told apart; some 100 bytes each.
    private static final int KINDS_MAX = 200;

    private static final String OTHERS = "others";

    private final AuditLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by lock.
    private Map<String, Long> counts = new TreeMap<>();
    // Guarded by lock.
    private boolean closed;
    private final Thread writer = Thread.ofVirtual().name("refused-requests").unstarted(this::run);

    RefusedRequests(AuditLog log) {
        this.log = log;
    }

    RefusedRequests start() {
        writer.start();
        return this;
    }

    @Override
    public void refused(String door, int status, Optional<Principal> principal) {
        var kind =
                door + " " + status + " " + principal.map(Principal::subject).orElse("anonymous");
        boolean first;
        lock.lock();
        try {
            var counted = counts.containsKey(kind) || counts.size() < KINDS_MAX ? kind : OTHERS;
            first = counts.merge(counted, 1L, Long::sum) == 1;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (first) {
            LOG.warn("refused a request: {}", kind);
        }
    }

    private void run() {
        try {
            while (record()) {
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a refusal and records what was counted; false when closed.
    private boolean record() throws InterruptedException {
        Map<String, Long> taken;
        boolean more;
        lock.lock();
        try {
            while (counts.isEmpty() && !closed) {
                changed.await();
            }
            taken = counts;
            counts = new TreeMap<>();
            more = !closed;
        } finally {
            lock.unlock();
        }
        if (!taken.isEmpty()) {
            append(taken);
        }
        return more;
    }

    private void append(Map<String, Long> taken) {
        var record = AuditRecord.of(Stage.DENIED).decision("deny", List.of(), "REQUESTS_REFUSED");
        taken.forEach((kind, count) -> record.detail(kind, Long.toString(count)));
        try {
            var _ = log.append(record.build());
        } catch (RuntimeException e) {
            LOG.error("refused requests could not be recorded: {}", taken, e);
        }
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            var left = RECORD_EVERY.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Records what is left.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
