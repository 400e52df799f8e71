package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Gathers the problems of one file, each once, and knows whether anyone waits for them still.
final class Problems {

    /// Beyond this many the file is not worth another line of output.
    static final int COUNT_MAX = 200;

    private final String file;
    private final BooleanSupplier stopped;
    private final TreeSet<Problem> found = new TreeSet<>();

    /// @param stopped whether nobody wants the file read any more
    Problems(String file, BooleanSupplier stopped) {
        this.file = file;
        this.stopped = stopped;
    }

    /// @throws CancellationException when nobody wants the file read any more
    void goOn() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("nobody wants the file read any more");
        }
    }

    void add(int line, int column, String key, String message, Optional<String> fix) {
        if (found.size() < COUNT_MAX) {
            found.add(new Problem(file, line, column, key, message, fix));
        }
    }

    /// Whether no further problem is noted, so that looking for more is in vain.
    boolean full() {
        return found.size() >= COUNT_MAX;
    }

    List<Problem> sorted() {
        return List.copyOf(found);
    }
}
