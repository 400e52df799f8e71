package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where bodies are: below the log's directory, a file for each data key, one frame behind the other. Between frames
/// there can be bytes that belong to none, left by a crash.
final class BodyFiles {

    private static final String DIRECTORY = "bodies";

    private static final String ERASED = ".erased";

    private BodyFiles() {}

    static Path directory(Path log) {
        return log.resolve(DIRECTORY);
    }

    static Path file(Path log, BodyKeyId key) {
        return directory(log).resolve(key.toString());
    }

    /// An empty file that stays where an erased one was, so that its key's id is not used again.
    static Path erased(Path log, BodyKeyId key) {
        return directory(log).resolve(key + ERASED);
    }

    /// The keys that have a file here, or had one until it was erased.
    static SortedSet<BodyKeyId> known(Path log) throws IOException {
        var ids = new TreeSet<>(BodyKeys.ids(directory(log), ""));
        ids.addAll(BodyKeys.ids(directory(log), ERASED));
        return ids;
    }
}
