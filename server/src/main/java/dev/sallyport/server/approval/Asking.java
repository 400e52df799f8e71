package dev.sallyport.server.approval;

import dev.sallyport.server.state.StateStore;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/// Asks humans about held calls, where they may be asked. Safe from many threads.
final class Asking {
    private final StateStore store;
    private final Transitions transitions;
    private final Deadlines deadlines;
    private final Watchers watchers;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random cryptographically strong
    Asking(
            StateStore store,
            Transitions transitions,
            Deadlines deadlines,
            Watchers watchers,
            Settings settings,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.transitions = transitions;
        this.deadlines = deadlines;
        this.watchers = watchers;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /// Asks as [Approvals#request] does.
    Requested ask(NewRequest asked, Optional<ObjectNode> beside) {
        store.read(handle -> EarlierRequests.findOpen(handle, asked)).ifPresent(deadlines::applyTo);
        Requested requested = store.write(handle -> ask(handle, asked, beside));
        if (requested instanceof Requested.Held(_, var made) && made) {
            watchers.changed();
        }
        return requested;
    }

    private Requested ask(Handle handle, NewRequest asked, Optional<ObjectNode> beside) {
        var open = EarlierRequests.findOpen(handle, asked);
        if (open.isEmpty()) {
            var refusal = Admission.refusal(handle, asked, settings, clock.instant());
            if (refusal.isPresent()) {
                return refusal.get();
            }
            var made = transitions.ask(handle, RequestIds.generate(random), asked, beside);
            if (made.isPresent()) {
                store.signal(handle, made.get().id());
                return new Requested.Held(made.get(), true);
            }
            open = EarlierRequests.findOpen(handle, asked); // another process was faster
        }
        return new Requested.Held(
                open.flatMap(id -> RequestTable.find(handle, id)).orElseThrow(), false);
    }
}
