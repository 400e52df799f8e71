package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.config.ExportFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// A file with a line per record. Records are on the disk before [#send] returns. The file is opened anew each time, so
/// that it may be renamed or taken away between. One call at a time.
public final class FileSink implements Sink {

    /// A line is shorter: a record has 60 KiB at most, and an event is at most a few times as long.
    private static final int LINE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final ExportFormat format;

    /// @param file is made where there is none, and goes on where it ended
    public FileSink(Path file, ExportFormat format) {
        this.file = file.toAbsolutePath().normalize();
        this.format = format;
    }

    /// As the constructor, for a file that must not be there yet.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when it is
    public static FileSink create(Path file, ExportFormat format) throws IOException {
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        return new FileSink(file, format);
    }

    @Override
    public void send(List<LoggedRecord> records) throws IOException {
        try {
            append(records);
        } catch (FileSystemException e) {
            throw new IOException(
                    "`" + file + "` cannot be written (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private void append(List<LoggedRecord> records) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            long start = endOfLastLine(channel);
            channel.truncate(start);
            channel.position(start);
            for (var record : records) {
                var line = Lines.of(record, format) + "\n";
                var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
            if (start == 0) {
                CursorFile.sync(Objects.requireNonNull(file.getParent(), "a file has a directory"));
            }
        }
    }

    /// Where to go on. A last line without its end was left by a process that was killed, or by a full disk; what stood
    /// there comes again.
    ///
    /// @throws IOException when the file is not one of ours: nothing of another file is cut off
    private long endOfLastLine(FileChannel channel) throws IOException {
        long size = channel.size();
        long from = Math.max(0, size - LINE_BYTES_MAX);
        var tail = ByteBuffer.allocate(Math.toIntExact(size - from));
        while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
            // Reads on.
        }
        int end = tail.position();
        while (end > 0 && tail.get(end - 1) != '\n') {
            end--;
        }
        if ((end == 0 && from > 0) || (end < tail.position() && tail.get(end) != '{')) {
            throw new IOException("`" + file + "` does not consist of records; name another file");
        }
        return from + end;
    }

    @Override
    public void close() {
        // Nothing stays open.
    }
}
