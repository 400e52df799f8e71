package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// Appends batches of records to the write-ahead files. One call at a time; after an exception it is spent.
final class WalWriter implements Closeable {

    /// A segment is closed after it has grown beyond this.
    static final long SEGMENT_BYTES = 8 << 20;

    private final LogDirectory log;
    private final Storage storage;
    private final String origin;
    private Storage.Sink segment;
    private LogDirectory.Opened file;
    private long bytes;

    /// Starts a segment.
    ///
    /// @param first the index of the next record
    WalWriter(LogDirectory log, Storage storage, String origin, long first) throws IOException {
        this.log = log;
        this.storage = storage;
        this.origin = origin;
        var path = WalFormat.segment(log.path(), first);
        this.segment = start(path, first);
        this.file = LogDirectory.file(path);
    }

    private Storage.Sink start(Path path, long first) throws IOException {
        var sink = storage.create(path);
        sink.write(ByteBuffer.wrap(WalFormat.head(origin, first)));
        sink.sync();
        storage.syncDirectory(WalFormat.directory(log.path()));
        bytes = WalFormat.HEAD_BYTES;
        return sink;
    }

    /// Writes the batch and makes it durable, where the next process to open the log finds it.
    ///
    /// @throws LogDirectory.ChangedException when nobody would find it
    void write(List<Entry> batch) throws IOException {
        long first = batch.getFirst().index();
        if (bytes > SEGMENT_BYTES) {
            segment.close();
            var path = WalFormat.segment(log.path(), first);
            segment = start(path, first);
            file = LogDirectory.file(path);
        }
        int length = batch.stream().mapToInt(e -> WalFormat.frameBytes(e.bytes().length)).sum();
        var frames = ByteBuffer.allocate(length);
        for (var entry : batch) {
            WalFormat.frame(frames, entry.index(), first, entry.bytes());
        }
        segment.write(frames.flip());
        segment.sync();
        bytes += length;
        log.checkWith(file);
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
