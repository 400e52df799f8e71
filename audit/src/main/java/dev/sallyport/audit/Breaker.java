package dev.sallyport.audit;

import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// Trips once, for good, at the first failure of any part of the log. Safe from many threads.
final class Breaker {

    private final AtomicReference<Optional<Throwable>> cause =
            new AtomicReference<>(Optional.empty());
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// @param listener runs once when the breaker trips, in the thread that trips it
    void onTrip(Runnable listener) {
        listeners.add(listener);
    }

    void trip(Throwable failure) {
        if (cause.compareAndSet(Optional.empty(), Optional.of(failure))) {
            listeners.forEach(Runnable::run);
        }
    }

    boolean tripped() {
        return cause.get().isPresent();
    }

    /// @throws AuditUnavailableException when it has tripped
    void check() {
        cause.get()
                .ifPresent(failure -> {
                    throw new AuditUnavailableException(
                            "the audit log failed and takes no record until it is opened anew",
                            failure);
                });
    }
}
