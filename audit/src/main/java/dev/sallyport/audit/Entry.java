package dev.sallyport.audit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A record on its way to the disk. Safe from many threads.
final class Entry {

    private final long index;
    private final byte[] bytes;
    private final CompletableFuture<Boolean> durable = new CompletableFuture<>();

    Entry(long index, byte[] bytes) {
        this.index = index;
        this.bytes = bytes;
    }

    long index() {
        return index;
    }

    /// The record's canonical form; nobody changes it.
    byte[] bytes() {
        return bytes;
    }

    void settle(boolean isDurable) {
        durable.complete(isDurable);
    }

    /// Waits until it is known whether the record is durable, whatever interrupts; an interrupt is kept for
    /// the caller.
    ///
    /// @throws TimeoutException when it is not known in time
    boolean awaitDurable(long timeoutNanos) throws TimeoutException {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return durable.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("an entry never settles with an error", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
