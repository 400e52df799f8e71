package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// A [CheckpointStore] in one file. It belongs on another disk, or at least in another directory, than the
/// log.
public final class FileCheckpointStore implements CheckpointStore {

    private final Path file;
    private final Storage storage;

    public FileCheckpointStore(Path file) {
        this(file, new DiskStorage());
    }

    FileCheckpointStore(Path file, Storage storage) {
        this.file = file.toAbsolutePath().normalize();
        this.storage = storage;
    }

    Path file() {
        return file;
    }

    @Override
    public Optional<String> read() throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return Optional.of(SafeFiles.text(SafeFiles.read(file, SignedNote.BYTES_MAX)));
    }

    @Override
    public boolean compareAndSwap(Optional<String> expected, String next) throws IOException {
        if (!read().equals(expected)) {
            return false;
        }
        storage.createDirectories(SafeFiles.parent(file));
        storage.publish(file, next.getBytes(StandardCharsets.UTF_8));
        storage.syncDirectory(SafeFiles.parent(file));
        return true;
    }
}
