package dev.sallyport.server.approval;

import dev.sallyport.server.state.StateStore;
import java.time.Clock;

/// Forgets what was kept long enough. Safe from many threads.
final class Retention {

    /// So many at a time, lest other writes wait.
    private static final int FORGOTTEN_AT_A_TIME = 200;

    private final StateStore store;
    private final Settings settings;
    private final Clock clock;

    Retention(StateStore store, Settings settings, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    void forgetReplies() {
        var before = clock.instant().minus(settings.times().replyKept());
        var _ = store.write(handle -> DueRequests.forgetReplies(handle, before));
    }

    /// Forgets as [Approvals#forgetEnded] does.
    ///
    /// @return how many
    int forgetEnded() {
        var now = clock.instant();
        var before = now.minus(settings.times().retention());
        var reviewed = now.minus(GlassRules.COOL_DOWN);
        var ids = store.read(h -> DueRequests.ended(h, before, reviewed, FORGOTTEN_AT_A_TIME));
        return ids.isEmpty()
                ? 0
                : store.write(handle ->
                        (int)
                                ids.stream()
                                        .filter(id -> DueRequests.delete(handle, id, reviewed))
                                        .count());
    }
}
