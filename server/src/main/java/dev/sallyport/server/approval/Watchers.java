package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.state.SignalListener;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.tools.CallControl;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/// Who waits for a held call to be decided, and who follows what happens to all of them. Safe from many threads.
final class Watchers {
    private final Clock clock;
    private final Waiters waiters;
    private final ChangeFeed feed;

    /// @param poll how often other processes' changes are looked for
    Watchers(StateStore store, Duration poll, Clock clock) {
        this.clock = clock;
        this.waiters =
                new Waiters(poll, () -> store.read(h -> DueRequests.pending(h, clock.instant())));
        this.feed = new ChangeFeed(poll, () -> store.read(RequestLists::fingerprint));
        store.listen(
                new SignalListener() {
                    @Override
                    public void heard(String id) {
                        tell(id);
                    }

                    @Override
                    public void perhapsMissed() {
                        waiters.wakeAll();
                        feed.changed();
                    }
                });
    }

    /// Wakes whoever waits for the request, and those who follow.
    void tell(String id) {
        waiters.wake(id);
        feed.changed();
    }

    /// Tells those who follow of what nobody waits for.
    void changed() {
        feed.changed();
    }

    ChangeFeed.Follower follow() {
        return feed.follow();
    }

    /// How many waits are under way in this process.
    int waiting() {
        return waiters.count();
    }

    /// Waits as [Approvals#await] does.
    ///
    /// @param look the request as it stands
    ApprovalRequest await(
            String id, Duration max, CallControl control, Supplier<ApprovalRequest> look) {
        long end = System.nanoTime() + max.toNanos();
        while (true) {
            try (var waiter = waiters.register(id, control)) {
                var request = look.get();
                var left = Duration.ofNanos(end - System.nanoTime());
                if (request.state() != State.PENDING || control.cancelled() || !left.isPositive()) {
                    return request;
                }
                var open = Duration.between(clock.instant(), request.deadline());
                waiter.await(open.isPositive() && open.compareTo(left) < 0 ? open : left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return look.get();
            }
        }
    }
}
