package dev.sallyport.server.approval;

import dev.sallyport.tools.CallControl;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Virtual threads that wait for requests to be decided. A wait costs a parked virtual thread and one entry.
///
/// What happens in this process wakes them at once, and what happens in others on the same PostgreSQL as soon as it is
/// signalled. Where no signal comes, one virtual thread asks the database at each interval, for all waiters together,
/// and ends when nobody waits.
final class Waiters {
    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

    private final Duration poll;
    private final Supplier<Set<String>> pending;
    private final ConcurrentHashMap<Waiter, String> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean polling = new AtomicBoolean();

    /// @param pending the ids of all requests that nothing has happened to yet
    Waiters(Duration poll, Supplier<Set<String>> pending) {
        this.poll = poll;
        this.pending = pending;
    }

    /// Waits from now on; look at the request after this and before [Waiter#await], so that no change is missed.
    Waiter register(String id, CallControl control) {
        var waiter = new Waiter(control);
        waiting.put(waiter, id);
        if (polling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("approvals-poll").start(this::poll);
        }
        return waiter;
    }

    void wake(String id) {
        waiting.forEach((waiter, waitsFor) -> {
            if (waitsFor.equals(id)) {
                waiter.wake();
            }
        });
    }

    /// Has everyone look.
    void wakeAll() {
        waiting.keySet().forEach(Waiter::wake);
    }

    int count() {
        return waiting.size();
    }

    private void poll() {
        do {
            while (!waiting.isEmpty()) {
                try {
                    Thread.sleep(poll);
                    var undecided = pending.get();
                    waiting.forEach((waiter, id) -> {
                        if (!undecided.contains(id)) {
                            waiter.wake();
                        }
                    });
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    polling.set(false);
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("cannot look for decided requests; trying again", e);
                }
            }
            polling.set(false);
            // One who came between the last look and this line would wait without a poll.
        } while (!waiting.isEmpty() && polling.compareAndSet(false, true));
    }

    /// One wait.
    final class Waiter implements AutoCloseable {
        private final CountDownLatch woken = new CountDownLatch(1);
        private final CallControl.Registration cancellation;

        private Waiter(CallControl control) {
            this.cancellation = control.onCancel(this::wake);
        }

        void wake() {
            woken.countDown();
        }

        void await(Duration max) throws InterruptedException {
            var _ = woken.await(max.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            waiting.remove(this);
            cancellation.close();
        }
    }
}
