package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Decided;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forms that are refused before they are a decision, for the record: one a second for each session, so that nobody can
/// fill the disk with them. Those between are one line of the log together. Safe from many threads.
public final class RefusedForms {

    static final Duration EVERY = Duration.ofSeconds(1);

    /// So many sessions are told apart; some 100 bytes each.
    private static final int SESSIONS_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(RefusedForms.class);

    private final Approvals approvals;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock; when the last one of a session was recorded.
    private final Map<String, Instant> recorded = new HashMap<>();
    // Guarded by lock.
    private long between;

    public RefusedForms(Approvals approvals, Clock clock) {
        this.approvals = approvals;
        this.clock = clock;
    }

    /// @param requestId as it was given
    /// @throws RuntimeException when it cannot be recorded
    void refused(
            ConsoleSession session,
            String requestId,
            Optional<Verdict> verdict,
            Decided.Code code) {
        Principal by = session.principal();
        if (takes(session.id())) {
            approvals.refused(requestId, by, verdict, code);
        }
    }

    private boolean takes(String session) {
        lock.lock();
        try {
            var now = clock.instant();
            recorded.values().removeIf(at -> !now.isBefore(at.plus(EVERY)));
            if (recorded.containsKey(session) || recorded.size() >= SESSIONS_MAX) {
                between++;
                return false;
            }
            if (between > 0) {
                LOG.warn("{} more refused forms are not on record one by one", between);
                between = 0;
            }
            recorded.put(session, now);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
