package dev.sallyport.audit;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A record on its way to the disk. Safe from many threads.
final class Entry {

    /// A body with its place.
    record Placed(Blob blob, SealedBody body) {

        byte[] frame() {
            return body.frame();
        }
    }

    private final long index;
    private final byte[] bytes;
    // Forgotten once it is durable, by the thread that made it so.
    private volatile Optional<Placed> body;
    private final CompletableFuture<Boolean> durable = new CompletableFuture<>();

    Entry(long index, byte[] bytes, Optional<Placed> body) {
        this.index = index;
        this.bytes = bytes;
        this.body = body;
    }

    long index() {
        return index;
    }

    /// The record's canonical form; nobody changes it.
    byte[] bytes() {
        return bytes;
    }

    Optional<Placed> body() {
        return body;
    }

    /// How many bytes its body takes.
    int bodyBytes() {
        return body.map(placed -> placed.frame().length).orElse(0);
    }

    void forgetBody() {
        body = Optional.empty();
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
