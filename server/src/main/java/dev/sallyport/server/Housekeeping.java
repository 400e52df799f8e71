package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.identity.ApiKeys;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a gate does beside its calls: it lets held calls expire and be forgotten, records the keys that the command line made, rotated or
/// revoked, and writes when keys were last used. A turn that fails is tried again with the next.
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration TURN = Duration.ofSeconds(2);

    private final KeyRecords records;
    private final ApiKeys keys;
    private final Approvals approvals;
    private final Thread thread;
    private volatile boolean closed;

    private Housekeeping(AuditLog log, ApiKeys keys, Approvals approvals) {
        this.records = new KeyRecords(log, keys);
        this.keys = keys;
        this.approvals = approvals;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    static Housekeeping start(AuditLog log, ApiKeys keys, Approvals approvals) {
        var housekeeping = new Housekeeping(log, keys, approvals);
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        while (!closed) {
            try {
                keys.tellChanges(records::made, records::revoked);
                keys.writeUses();
                int expired = approvals.expireDue();
                int forgotten = approvals.forgetEnded();
                if (forgotten > 0) {
                    LOG.info("{} held calls that ended long ago were deleted", forgotten);
                }
                if (expired > 0) {
                    LOG.info("{} held calls expired", expired);
                }
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("housekeeping failed and is tried again", e);
                }
            }
            LockSupport.parkNanos(TURN.toNanos());
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
