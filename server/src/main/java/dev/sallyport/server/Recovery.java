package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.server.approval.Approvals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a start makes of calls that the last process did not end: they are recorded as unknown and never run
/// again.
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /// Before anything else is recorded.
    static void run(AuditLog log) {
        for (var orphan : log.orphans()) {
            var _ = log.append(orphan.unknown());
            LOG.warn(
                    "call {} was running when the gate stopped; recorded as unknown",
                    orphan.callId());
        }
    }

    static void run(Approvals approvals) {
        for (var request : approvals.executing()) {
            boolean marked = approvals.markUnknown(request.id());
            LOG.warn(
                    "approval {} was running when the gate stopped; marked unknown: {}",
                    request.id(),
                    marked);
        }
        int expired = approvals.expireDue();
        if (expired > 0) {
            LOG.info("{} held calls expired while the gate was down", expired);
        }
    }
}
