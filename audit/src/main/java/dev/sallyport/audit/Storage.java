package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Every change the log makes to a disk, one method a system call, so that tests can let each of them fail.
interface Storage {

    /// Creates the file, or empties it.
    Sink create(Path file) throws IOException;

    /// Creates a file that only its owner may read.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when there is one
    Sink createPrivate(Path file) throws IOException;

    /// Opens a file behind its last byte; creates it where there is none.
    Sink append(Path file) throws IOException;

    /// Opens a file that exists at its first byte, to write over what it holds.
    Sink overwrite(Path file) throws IOException;

    /// Replaces `to` at once.
    void rename(Path from, Path to) throws IOException;

    /// Makes the names in a directory durable.
    void syncDirectory(Path directory) throws IOException;

    /// Deletes a file or an empty directory; absent is fine.
    void delete(Path file) throws IOException;

    /// Creates a directory, those above it too.
    void createDirectories(Path directory) throws IOException;

    /// Creates a directory in one that exists; that it is there already is fine.
    void createDirectory(Path directory) throws IOException;

    /// Creates a directory that only its owner may enter, those above it too; that it is there already is fine.
    void createPrivateDirectory(Path directory) throws IOException;

    /// A file being written from the place it was opened at. One call at a time.
    interface Sink extends Closeable {

        /// Writes all of it.
        void write(ByteBuffer bytes) throws IOException;

        /// Makes the content durable.
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// Writes a whole file so that readers see all of it or none. Its name is durable only after
    /// [#syncDirectory].
    default void publish(Path file, byte[] content) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (var sink = create(temporary)) {
            sink.write(ByteBuffer.wrap(content));
            sink.sync();
        }
        rename(temporary, file);
    }
}
