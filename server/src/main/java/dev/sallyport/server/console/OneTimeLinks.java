package dev.sallyport.server.console;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The codes of one-time links: 256 random bits each, of which the hash is kept, in memory alone. Safe from many
/// threads.
final class OneTimeLinks {

    static final Duration LASTS = Duration.ofMinutes(15);

    /// So many can be live; the oldest gives way.
    static final int LIVE_MAX = 100;

    private final Clock clock;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock; by the hash of the code, the oldest first.
    private final LinkedHashMap<String, Live> live = new LinkedHashMap<>();

    private record Live(LinkFor whom, Instant end) {}

    /// A code that is used up, unless it is given back.
    record Taken(String id, LinkFor whom, Instant end) {}

    OneTimeLinks(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new code, made and hashed as a session's secret is.
    SessionSecret issue(LinkFor whom) {
        var code = SessionSecret.generate(random);
        var now = clock.instant();
        lock.lock();
        try {
            live.values().removeIf(one -> !now.isBefore(one.end()));
            if (live.size() >= LIVE_MAX) {
                var _ = live.pollFirstEntry();
            }
            live.put(code.id(), new Live(whom, now.plus(LASTS)));
        } finally {
            lock.unlock();
        }
        return code;
    }

    /// Whom a code would sign in; it stays good.
    Optional<LinkFor> look(String code) {
        return good(SessionSecret.parse(code).flatMap(this::get)).map(Live::whom);
    }

    /// Uses a code up. Of many at once one gets an answer.
    Optional<Taken> take(String code) {
        return SessionSecret.parse(code)
                .flatMap(secret ->
                        good(remove(secret))
                                .map(one -> new Taken(secret.id(), one.whom(), one.end())));
    }

    /// Undoes [#take], for a sign-in that failed by no fault of the code's holder.
    void giveBack(Taken taken) {
        lock.lock();
        try {
            live.put(taken.id(), new Live(taken.whom(), taken.end()));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Live> good(Optional<Live> found) {
        var now = clock.instant();
        return found.filter(one -> now.isBefore(one.end()));
    }

    private Optional<Live> get(SessionSecret code) {
        lock.lock();
        try {
            return Optional.ofNullable(live.get(code.id()));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Live> remove(SessionSecret code) {
        lock.lock();
        try {
            return Optional.ofNullable(live.remove(code.id()));
        } finally {
            lock.unlock();
        }
    }
}
