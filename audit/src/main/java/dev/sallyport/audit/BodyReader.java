package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/// Opens the bodies of records, for those who hold the data keys, also while a gate writes to the log. One call at a
/// time.
public final class BodyReader {

    /// What became of a body.
    public sealed interface Opened {

        /// The record has none.
        record None() implements Opened {}

        /// @param json its JSON text, as it was recorded; every text in it comes from outside
        record Body(String json) implements Opened {}

        /// It is there and the one that was recorded, and no keys were given.
        record Encrypted(BodyKeyId key) implements Opened {}

        /// Its key was destroyed, and that is on record.
        record Erased(Erasure erasure) implements Opened {}

        /// It is there, and its key is not among those that were given. No erasure is on record.
        record KeyMissing(BodyKeyId key) implements Opened {}

        /// It is not there, and no erasure is on record.
        record Missing(BodyKeyId key) implements Opened {}

        /// What is there is not what the record names.
        record Changed(BodyKeyId key) implements Opened {}

        /// It is the one the record names, but was not made for this record with this key: the key file is another's,
        /// or the gate that wrote it was not in order.
        record Undecipherable(BodyKeyId key) implements Opened {}
    }

    private final Path log;
    private final Optional<Path> keys;
    private final Map<BodyKeyId, Optional<SecretKey>> found = new HashMap<>();
    private Optional<List<Erasure>> erasures = Optional.empty();

    private BodyReader(Path log, Optional<Path> keys) {
        this.log = log;
        this.keys = keys;
    }

    /// @param keys the directory of the data keys; without it nothing is opened, only looked at
    public static BodyReader of(Path log, Optional<Path> keys) {
        return new BodyReader(log.toAbsolutePath().normalize(), keys);
    }

    /// @param record as [AuditReader] read it from the same log
    /// @throws AuditOpenException when a key's file is malformed, open to others, or another log's
    /// @throws IOException when a file cannot be read
    public Opened open(LoggedRecord record) throws IOException {
        if (record.blob().isEmpty()) {
            return new Opened.None();
        }
        var blob = record.blob().get();
        Optional<byte[]> frame;
        try (var input = BodyInput.ofFew(log)) {
            frame = input.frame(blob);
        }
        if (frame.isEmpty()) {
            return erased(record, blob).orElseGet(() -> new Opened.Missing(blob.key()));
        }
        if (!BodyFrame.digest(frame.get()).equals(blob.digest())) {
            return erased(record, blob).orElseGet(() -> new Opened.Changed(blob.key()));
        }
        if (keys.isEmpty()) {
            return erased(record, blob).orElseGet(() -> new Opened.Encrypted(blob.key()));
        }
        var key = key(keys.get(), record.origin(), blob.key());
        if (key.isEmpty()) {
            return erased(record, blob).orElseGet(() -> new Opened.KeyMissing(blob.key()));
        }
        return open(frame.get(), key.get(), record, blob);
    }

    private static Opened open(byte[] frame, SecretKey key, LoggedRecord record, Blob blob) {
        var body = BodyFrame.open(frame, key, blob.key(), record.origin(), record.record());
        try {
            return body.isPresent()
                    ? new Opened.Body(SafeFiles.text(body.get()))
                    : new Opened.Undecipherable(blob.key());
        } catch (CharacterCodingException e) {
            return new Opened.Undecipherable(blob.key());
        }
    }

    private Optional<SecretKey> key(Path directory, String origin, BodyKeyId id)
            throws IOException {
        var known = found.get(id);
        if (known == null) {
            known = new BodyKeys(directory, origin, new DiskStorage()).find(id);
            found.put(id, known);
        }
        return known;
    }

    private Optional<Opened> erased(LoggedRecord record, Blob blob) throws IOException {
        if (erasures.isEmpty()) {
            erasures = Optional.of(erasures(log));
        }
        return erasures.get().stream()
                .filter(erasure -> erasure.covers(record.index(), blob.key()))
                .<Opened>map(Opened.Erased::new)
                .findFirst();
    }

    /// Every erasure on record and signed, the first first. Goes through the whole log.
    public static List<Erasure> erasures(Path log) throws IOException {
        var all = new ArrayList<Erasure>();
        var reader = AuditReader.open(log);
        long signed = reader.checkpoint().size();
        reader.scan(
                AuditFilter.ALL.withStages(Set.of(Stage.BODIES_ERASED)),
                Optional.empty(),
                Optional.empty(),
                logged ->
                        Erasure.of(logged)
                                .filter(erasure -> erasure.index() < signed)
                                .ifPresent(all::add),
                ProgressListener.NONE);
        return all;
    }
}
