package dev.sallyport.server.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds how often tokens and codes are tried in vain: per client address, and for the gate as a whole. Both have 256
/// random bits, so this keeps guessing out of the logs and off the database rather than from succeeding. Safe from many
/// threads; holds no more addresses than the gate takes failures.
final class FailedAttempts {

    /// The counts begin anew after so long.
    static final Duration WINDOW = Duration.ofMinutes(1);

    /// From one address; enough for a human who pastes the wrong thing again and again.
    static final int ADDRESS_MAX = 10;

    /// From all addresses together.
    static final int GATE_MAX = 300;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Map<String, Integer> byAddress = new HashMap<>();
    // Guarded by lock.
    private int all;
    // Guarded by lock.
    private Instant begun;

    FailedAttempts(Clock clock) {
        this.clock = clock;
        this.begun = clock.instant();
    }

    /// Counts an attempt as failed until [#succeeded], so that many at once are bounded as well.
    ///
    /// @param address of the client
    /// @return false when it must not be made now
    boolean begin(String address) {
        var now = clock.instant();
        lock.lock();
        try {
            if (now.isBefore(begun) || !now.isBefore(begun.plus(WINDOW))) {
                byAddress.clear();
                all = 0;
                begun = now;
            }
            int own = byAddress.getOrDefault(address, 0);
            if (own >= ADDRESS_MAX || all >= GATE_MAX) {
                return false;
            }
            byAddress.put(address, own + 1);
            all++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Takes back what [#begin] counted, unless the counts have begun anew meanwhile.
    void succeeded(String address) {
        lock.lock();
        try {
            int own = byAddress.getOrDefault(address, 0);
            if (own > 0) {
                byAddress.put(address, own - 1);
                all--;
            }
        } finally {
            lock.unlock();
        }
    }
}
