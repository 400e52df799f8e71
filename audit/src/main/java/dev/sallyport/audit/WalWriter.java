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

    private final Path log;
    private final Storage storage;
    private final String origin;
    private Storage.Sink segment;
    private long bytes;

    /// Starts a segment.
    ///
    /// @param first the index of the next record
    WalWriter(Path log, Storage storage, String origin, long first) throws IOException {
        this.log = log;
        this.storage = storage;
        this.origin = origin;
        this.segment = start(first);
    }

    private Storage.Sink start(long first) throws IOException {
        var sink = storage.create(WalFormat.segment(log, first));
        sink.write(ByteBuffer.wrap(WalFormat.head(origin, first)));
        sink.sync();
        storage.syncDirectory(WalFormat.directory(log));
        bytes = WalFormat.HEAD_BYTES;
        return sink;
    }

    /// Writes the batch and makes it durable.
    void write(List<Entry> batch) throws IOException {
        long first = batch.getFirst().index();
        if (bytes > SEGMENT_BYTES) {
            segment.close();
            segment = start(first);
        }
        int length = batch.stream().mapToInt(e -> WalFormat.frameBytes(e.bytes().length)).sum();
        var frames = ByteBuffer.allocate(length);
        for (var entry : batch) {
            WalFormat.frame(frames, entry.index(), first, entry.bytes());
        }
        segment.write(frames.flip());
        segment.sync();
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
