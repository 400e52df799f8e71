package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Gathers the problems of one file, each once.
final class Problems {

    /// Beyond this many the file is not worth another line of output.
    static final int COUNT_MAX = 200;

    private final String file;
    private final TreeSet<Problem> found = new TreeSet<>();

    Problems(String file) {
        this.file = file;
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
