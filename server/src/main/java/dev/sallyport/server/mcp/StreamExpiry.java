package dev.sallyport.server.mcp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Ends a stream when the token that opened it does. Closed when the stream is over.
record StreamExpiry(Optional<Thread> timer) implements AutoCloseable {

    /// @param expires of the credential; a stream of one without an end goes on
    static StreamExpiry of(ReplyQueue stream, Optional<Instant> expires, Clock clock) {
        return new StreamExpiry(
                expires.map(at ->
                        Thread.ofVirtual()
                                .name("stream-expiry")
                                .start(() -> end(stream, Duration.between(clock.instant(), at)))));
    }

    private static void end(ReplyQueue stream, Duration left) {
        try {
            if (left.isPositive()) {
                Thread.sleep(left);
            }
            stream.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.ifPresent(Thread::interrupt);
    }
}
