package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Appends frames to the files of the bodies. One call at a time; after an exception it is spent.
final class BodyWriter implements Closeable {

    /// A month's border, or a full file, has two files written for a moment.
    private static final int OPEN_MAX = 4;

    private record Open(Storage.Sink sink, LogDirectory.Opened file) {}

    private final LogDirectory log;
    private final Storage storage;
    private final Map<BodyKeyId, Open> open = new LinkedHashMap<>();

    BodyWriter(LogDirectory log, Storage storage) {
        this.log = log;
        this.storage = storage;
    }

    /// Writes the bodies of a batch and makes them durable, where whoever reads the log finds them. Each file gets
    /// its frames in the order of the batch.
    ///
    /// @throws LogDirectory.ChangedException when nobody would find them
    void write(List<Entry> batch) throws IOException {
        var frames = new LinkedHashMap<BodyKeyId, List<Entry.Placed>>();
        for (var entry : batch) {
            entry.body()
                    .ifPresent(body ->
                            frames.computeIfAbsent(body.blob().key(), _ -> new ArrayList<>())
                                    .add(body));
        }
        for (var each : frames.entrySet()) {
            write(each.getKey(), each.getValue());
        }
    }

    private void write(BodyKeyId key, List<Entry.Placed> bodies) throws IOException {
        var file = open.get(key);
        if (file == null) {
            file = open(key, bodies.getFirst().blob().at());
        }
        int length = bodies.stream().mapToInt(body -> body.frame().length).sum();
        var bytes = ByteBuffer.allocate(length);
        bodies.forEach(body -> bytes.put(body.frame()));
        file.sink.write(bytes.flip());
        file.sink.sync();
        log.checkWith(file.file);
    }

    private Open open(BodyKeyId key, long at) throws IOException {
        if (open.size() == OPEN_MAX) {
            close(open.keySet().iterator().next());
        }
        var path = BodyFiles.file(log.path(), key);
        log.check();
        var sink = storage.append(path);
        try {
            storage.syncDirectory(BodyFiles.directory(log.path()));
            if (Files.size(path) != at) {
                throw new IOException(
                        "`" + path + "` has " + Files.size(path) + " bytes in place of " + at);
            }
            var opened = new Open(sink, LogDirectory.file(path));
            open.put(key, opened);
            return opened;
        } catch (IOException | RuntimeException e) {
            sink.close();
            throw e;
        }
    }

    /// Lets go of a file.
    void close(BodyKeyId key) throws IOException {
        var file = open.remove(key);
        if (file != null) {
            file.sink.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (var file : open.values()) {
            file.sink.close();
        }
    }
}
