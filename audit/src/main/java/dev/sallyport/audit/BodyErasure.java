package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Destroys data keys and the bodies under them, so that a crash at any moment leaves nothing destroyed that is not on
/// record, and nothing on record that the next opening of the log does not finish. One call at a time.
///
/// The order is: a marker beside each key; the record, durable and signed; each key's file written over and deleted; the marker
/// renamed; and each file of bodies deleted, with an empty one of another name left in its place.
final class BodyErasure {

    private static final Logger LOGGER = LoggerFactory.getLogger(BodyErasure.class);

    private final LogDirectory log;
    private final BodyKeys keys;
    private final Storage storage;

    BodyErasure(LogDirectory log, BodyKeys keys, Storage storage) {
        this.log = log;
        this.keys = keys;
        this.storage = storage;
    }

    /// The keys that can be erased: those that are there, and those that are lost while their bodies are there.
    SortedSet<BodyKeyId> erasable() throws IOException {
        var ids = new TreeSet<>(keys.there());
        ids.addAll(BodyKeys.ids(BodyFiles.directory(log.path()), ""));
        ids.removeIf(keys::erased);
        return ids;
    }

    /// Every key that has, or had, a file here or beside the log.
    List<BodyKeyFound> everyKey(Optional<BodyKeyId> inUse) throws IOException {
        var ids = new TreeSet<>(keys.known());
        ids.addAll(BodyFiles.known(log.path()));
        var there = keys.there();
        var found = new ArrayList<BodyKeyFound>();
        for (var id : ids) {
            var file = BodyFiles.file(log.path(), id);
            found.add(
                    new BodyKeyFound(
                            id, state(id, inUse, there), SafeFiles.isFile(file) ? size(file) : 0));
        }
        return found;
    }

    private BodyKeyFound.State state(
            BodyKeyId id, Optional<BodyKeyId> inUse, SortedSet<BodyKeyId> there) {
        if (keys.erased(id)
                || (!there.contains(id)
                        && Files.exists(
                                BodyFiles.erased(log.path(), id), LinkOption.NOFOLLOW_LINKS))) {
            return BodyKeyFound.State.ERASED;
        }
        if (!there.contains(id)) {
            return BodyKeyFound.State.LOST;
        }
        return inUse.filter(id::equals).isPresent()
                ? BodyKeyFound.State.IN_USE
                : BodyKeyFound.State.KEPT;
    }

    /// An erasure may take the file away meanwhile.
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /// Finds what stands in the way before anything is begun.
    ///
    /// @throws AuditOpenException when others can read the data keys
    void check() throws IOException {
        keys.check();
        var _ = erasable();
    }

    /// Before it is on record.
    void mark(SortedSet<BodyKeyId> ids) throws IOException {
        keys.prepare();
        for (var id : ids) {
            keys.markErasing(id);
        }
    }

    /// After it is on record.
    void destroy(SortedSet<BodyKeyId> ids) throws IOException {
        for (var id : ids) {
            keys.destroy(id);
        }
        for (var id : ids) {
            deleteBodies(id);
        }
    }

    private void deleteBodies(BodyKeyId id) throws IOException {
        log.check();
        log.create(BodyFiles.directory(log.path()), storage);
        try (var left = storage.create(BodyFiles.erased(log.path(), id))) {
            left.sync();
        }
        storage.syncDirectory(BodyFiles.directory(log.path()));
        storage.delete(BodyFiles.file(log.path(), id));
        storage.syncDirectory(BodyFiles.directory(log.path()));
    }

    /// Finishes, or takes back, what the last process was cut off from, and destroys erased keys that came back. Reads
    /// the log where there is anything.
    void finish() throws IOException {
        var begun = keys.erasing();
        if (!begun.isEmpty()) {
            var recorded = new TreeSet<BodyKeyId>();
            BodyReader.erasures(log.path()).forEach(erasure -> recorded.addAll(erasure.keys()));
            for (var id : begun) {
                if (recorded.contains(id)) {
                    LOGGER.info("the data key {} is erased, as is on record", id);
                    keys.destroy(id);
                } else {
                    keys.unmarkErasing(id);
                }
            }
        }
        var back = new TreeSet<>(keys.erased());
        back.retainAll(keys.there());
        for (var id : back) {
            LOGGER.warn("the data key {} was erased and came back; it is destroyed again", id);
            keys.markErasing(id);
            keys.destroy(id);
        }
        for (var id : keys.erased()) {
            if (Files.exists(BodyFiles.file(log.path(), id), LinkOption.NOFOLLOW_LINKS)) {
                deleteBodies(id);
            }
        }
    }
}
