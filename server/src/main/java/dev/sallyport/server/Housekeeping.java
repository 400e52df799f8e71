package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.notify.Notifications;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a gate does beside its calls: it lets held calls expire and be forgotten, tells of reviews that are overdue,
/// records the keys that the command line
/// made, rotated or revoked, writes when keys were last used, and tidies the notifications up. What fails is tried again
/// with the next turn.
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration TURN = Duration.ofSeconds(2);

    /// In turns: an hour.
    private static final int TIDY_EVERY = 1_800;

    private final KeyRecords records;
    private final ApiKeys keys;
    private final Approvals approvals;
    private final Glass glass;
    private final Notifications notifications;
    private final Thread thread;
    private volatile boolean closed;

    private Housekeeping(
            AuditLog log,
            ApiKeys keys,
            Approvals approvals,
            Glass glass,
            Notifications notifications) {
        this.records = new KeyRecords(log, keys);
        this.keys = keys;
        this.approvals = approvals;
        this.glass = glass;
        this.notifications = notifications;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    static Housekeeping start(
            AuditLog log,
            ApiKeys keys,
            Approvals approvals,
            Glass glass,
            Notifications notifications) {
        var housekeeping = new Housekeeping(log, keys, approvals, glass, notifications);
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        for (int turn = 1; !closed; turn = turn % TIDY_EVERY + 1) {
            attempt("telling of keys", () -> keys.tellChanges(records::made, records::revoked));
            attempt("noting the use of keys", keys::writeUses);
            attempt("letting held calls expire", this::expire);
            attempt("telling of overdue reviews", glass::tellOverdue);
            attempt("forgetting held calls that ended", this::forget);
            if (turn == TIDY_EVERY) {
                attempt("tidying notifications up", notifications::tidy);
            }
            LockSupport.parkNanos(TURN.toNanos());
        }
    }

    /// What fails keeps nothing else from being done.
    private void attempt(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("{} failed and is tried again", what, e);
            }
        }
    }

    private void expire() {
        int expired = approvals.expireDue();
        if (expired > 0) {
            LOG.info("{} held calls expired", expired);
        }
    }

    private void forget() {
        int forgotten = approvals.forgetEnded();
        if (forgotten > 0) {
            LOG.info("{} held calls that ended long ago were deleted", forgotten);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TURN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            keys.writeAllUses();
        } catch (RuntimeException e) {
            LOG.warn("when keys were last used could not be written", e);
        }
    }
}
