package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Whether the bodies that a log's records name are there, unchanged. Is shown the records in order. One call at a
/// time.
///
/// A body that is missing or changed is excused by an erasure of its key, which stands later in the log: so the first
/// fault of each key is kept until then, or until the end.
final class BodyCheck implements Closeable {

    /// A gate makes one key a month and a few more; a log that names more was not written by one.
    static final int KEYS_MAX = 10_000;

    /// A fault, and the record whose body it is.
    private record Fault(long index, TamperedException found) {}

    private final Path log;
    private final BodyInput input;
    private final Map<BodyKeyId, Long> ends = new HashMap<>();
    private final Map<BodyKeyId, Fault> faults = new HashMap<>();
    private final Set<BodyKeyId> erased = new HashSet<>();
    private final Map<BodyKeyId, Long> counts = new HashMap<>();

    BodyCheck(Path log) {
        this.log = log;
        this.input = BodyInput.ofMany(log);
    }

    /// @throws TamperedException when the record cannot be one that a gate wrote
    void body(long index, Blob blob) throws IOException {
        var key = blob.key();
        if (erased.contains(key)) {
            throw fault(
                    Kind.BODY_AFTER_ERASURE,
                    index,
                    blob,
                    "record " + index + " has a body under the key " + key + ", erased before");
        }
        if (counts.merge(key, 1L, Long::sum) == 1 && counts.size() > KEYS_MAX) {
            throw fault(
                    Kind.BODY_PLACE,
                    index,
                    blob,
                    "the records name more data keys than a gate makes");
        }
        if (blob.at() < ends.getOrDefault(key, 0L)) {
            throw fault(
                    Kind.BODY_PLACE,
                    index,
                    blob,
                    "the body of record " + index + " lies where that of another does");
        }
        ends.put(key, blob.end());
        if (!faults.containsKey(key)) {
            look(index, blob).ifPresent(found -> faults.put(key, new Fault(index, found)));
        }
    }

    private Optional<TamperedException> look(long index, Blob blob) throws IOException {
        var frame = input.frame(blob);
        if (frame.isEmpty()) {
            return Optional.of(
                    fault(
                            Kind.BODY_MISSING,
                            index,
                            blob,
                            "the body of record "
                                    + index
                                    + " is missing, and no erasure is on record"));
        }
        return BodyFrame.digest(frame.get()).equals(blob.digest())
                ? Optional.empty()
                : Optional.of(
                        fault(
                                Kind.BODY_CHANGED,
                                index,
                                blob,
                                "the body of record "
                                        + index
                                        + " is not the one that was recorded"));
    }

    void erasure(Erasure erasure) {
        for (var key : erasure.keys()) {
            // Of keys that no body names, nothing has to be known.
            if (counts.containsKey(key)) {
                erased.add(key);
                faults.remove(key);
            }
        }
    }

    /// After the last record.
    ///
    /// @return what is to be said of the bodies; empty where there are none
    /// @throws TamperedException the first fault that no erasure excuses
    Optional<String> end() throws TamperedException {
        var first = faults.values().stream().min(Comparator.comparingLong(Fault::index));
        if (first.isPresent()) {
            throw first.get().found();
        }
        long gone = erased.stream().mapToLong(counts::get).sum();
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return Optional.empty();
        }
        return Optional.of(
                (all - gone)
                        + " bodies are the ones that were recorded"
                        + (gone == 0 ? "" : "; " + gone + " more were erased, on record"));
    }

    private TamperedException fault(Kind kind, long index, Blob blob, String message) {
        return new TamperedException(
                kind, OptionalLong.of(index), BodyFiles.file(log, blob.key()), blob.at(), message);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
