package dev.sallyport.server.export;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before another place is asked again: twice as long each time, and not when all others ask. One
/// thread at a time.
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(1);
    private static final int DOUBLINGS_MAX = 6;

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    public void succeeded() {
        failures = 0;
    }

    /// @param why as a [Sink] tells it
    /// @return what the other place wants, or our own pace
    public Duration failed(IOException why) {
        var wait = FIRST.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        long most = Math.min(wait.toMillis(), MAX.toMillis());
        var own = Duration.ofMillis(most - random.nextLong(most / 5));
        var wanted = why instanceof SinkException sink ? sink.after() : Optional.<Duration>empty();
        return wanted.orElse(own);
    }

    /// Whether asking again may help without anybody changing something.
    public static boolean helps(IOException why) {
        return !(why instanceof ExportException)
                && !(why instanceof SinkException sink && sink.isLasting());
    }
}
