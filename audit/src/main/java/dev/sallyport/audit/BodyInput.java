package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// Reads frames of bodies, one file at a time; frames that follow each other cost few reads. One call at a time.
final class BodyInput implements Closeable {

    private static final int WINDOW_BYTES = 1 << 20;

    private final Path log;
    private final int windowBytes;
    private Optional<BodyKeyId> opened = Optional.empty();
    private Optional<FileChannel> channel = Optional.empty();
    private byte[] window = new byte[0];
    private long windowAt;

    private BodyInput(Path log, int windowBytes) {
        this.log = log;
        this.windowBytes = windowBytes;
    }

    /// For one frame after the other, as they lie in the file.
    static BodyInput ofMany(Path log) {
        return new BodyInput(log, WINDOW_BYTES);
    }

    /// For a frame here and there.
    static BodyInput ofFew(Path log) {
        return new BodyInput(log, 0);
    }

    /// @return empty where there is no such file, or it ends before the frame does
    Optional<byte[]> frame(Blob blob) throws IOException {
        open(blob.key());
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        if (blob.at() < windowAt || blob.end() > windowAt + window.length) {
            fill(channel.get(), blob);
        }
        if (blob.end() > windowAt + window.length) {
            return Optional.empty();
        }
        int from = (int) (blob.at() - windowAt);
        return Optional.of(Arrays.copyOfRange(window, from, from + blob.size()));
    }

    private void open(BodyKeyId key) throws IOException {
        if (opened.equals(Optional.of(key))) {
            return;
        }
        close();
        opened = Optional.of(key);
        var file = BodyFiles.file(log, key);
        if (SafeFiles.isFile(file)) {
            try {
                channel =
                        Optional.of(
                                FileChannel.open(
                                        file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException e) {
                // Erased since it was looked at.
                channel = Optional.empty();
            }
        }
    }

    private void fill(FileChannel file, Blob blob) throws IOException {
        var bytes = ByteBuffer.allocate(Math.max(windowBytes, blob.size()));
        long at = blob.at();
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        window = Arrays.copyOf(bytes.array(), bytes.position());
        windowAt = blob.at();
    }

    @Override
    public void close() throws IOException {
        window = new byte[0];
        windowAt = 0;
        opened = Optional.empty();
        if (channel.isPresent()) {
            channel.get().close();
            channel = Optional.empty();
        }
    }
}
