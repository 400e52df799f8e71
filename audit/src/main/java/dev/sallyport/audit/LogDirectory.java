package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/// The directory of an open log, and whether its path still leads there: a file that was unlinked, or moved
/// elsewhere, takes writes and syncs as before, and nobody would ever find them. Safe from many threads.
///
/// Files are told apart by their file keys (on POSIX, device and inode); on a file system without any, only
/// their absence is noticed.
final class LogDirectory {

    /// A path, and the file it led to.
    record Opened(Path path, boolean throughLinks, Optional<Object> key) {

        private static Opened now(Path path, boolean throughLinks) throws IOException {
            return new Opened(path, throughLinks, key(path, throughLinks));
        }

        private static Optional<Object> key(Path path, boolean throughLinks) throws IOException {
            var attributes =
                    throughLinks
                            ? Files.readAttributes(path, BasicFileAttributes.class)
                            : Files.readAttributes(
                                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.ofNullable(attributes.fileKey());
        }
    }

    /// The path of the log's directory leads to another place than when the log was opened, or nowhere.
    static final class ChangedException extends IOException {

        private static final long serialVersionUID = 1;

        private ChangedException(Path log, String what) {
            super(
                    "while the audit log in `"
                            + log
                            + "` was open, "
                            + what
                            + "; what was recorded is in the directory that was opened: bring it back"
                            + " to `"
                            + log
                            + "`, or its mount, and start the gate anew. Until then nothing is recorded"
                            + " and nothing runs");
        }
    }

    private final Path log;
    private final List<Opened> opened;

    private LogDirectory(Path log, List<Opened> opened) {
        this.log = log;
        this.opened = opened;
    }

    /// @param lock the file in it that this process holds locked: without it another process could write too
    static LogDirectory opened(Path log, Path lock) throws IOException {
        // The path can be a link, set up so before: neither the link nor what it leads to may
        // change.
        return new LogDirectory(
                log, List.of(Opened.now(log, false), Opened.now(log, true), file(lock)));
    }

    Path path() {
        return log;
    }

    /// A file below it, as it is now.
    static Opened file(Path file) throws IOException {
        return Opened.now(file, false);
    }

    /// Looks at three names the system has in memory, which takes microseconds.
    ///
    /// @throws ChangedException when the log is no longer where it was opened
    void check() throws IOException {
        for (var each : opened) {
            check(each);
        }
    }

    /// The same for one more file.
    void checkWith(Opened file) throws IOException {
        check();
        check(file);
    }

    private void check(Opened file) throws IOException {
        boolean whole = file.path().equals(log);
        try {
            if (!Opened.key(file.path(), file.throughLinks()).equals(file.key())) {
                throw new ChangedException(
                        log,
                        whole
                                ? "another directory or a link took its place"
                                : "another file took the place of `" + file.path() + "`");
            }
        } catch (NoSuchFileException e) {
            var changed =
                    new ChangedException(
                            log,
                            (whole ? "the directory" : "`" + file.path() + "`")
                                    + " was removed or moved away");
            changed.initCause(e);
            throw changed;
        }
    }

    /// Creates a directory below this one, with those between; never this one itself.
    ///
    /// @throws ChangedException when the log is no longer where it was opened
    void create(Path directory, Storage storage) throws IOException {
        if (!directory.equals(log) && !Files.isDirectory(directory)) {
            create(SafeFiles.parent(directory), storage);
            check();
            storage.createDirectory(directory);
        }
    }
}
