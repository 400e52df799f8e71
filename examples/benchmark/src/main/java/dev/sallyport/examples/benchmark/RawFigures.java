package dev.sallyport.examples.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.stream.LongStream;

/// What the machine itself does: no log on it can be faster.
final class RawFigures {

    private static final int PAGE = 4096;

    private static final Duration WARM_UP = Duration.ofMillis(500);

    private RawFigures() {}

    /// @param perSecond syncs, one after the other
    /// @param each of them, the write before it included
    record Syncs(double perSecond, Spread each) {}

    /// Appends 4 KiB and syncs it (`fdatasync`), again and again.
    static Syncs syncs(Path directory, Duration time) throws IOException {
        var file = directory.resolve("raw");
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE)) {
            var page = ByteBuffer.allocateDirect(PAGE);
            var _ = syncs(channel, page, WARM_UP);
            return syncs(channel, page, time);
        }
    }

    private static Syncs syncs(FileChannel channel, ByteBuffer page, Duration time)
            throws IOException {
        var took = LongStream.builder();
        long start = System.nanoTime();
        long now = start;
        int count = 0;
        while (now - start < time.toNanos()) {
            page.clear();
            while (page.hasRemaining()) {
                var _ = channel.write(page);
            }
            channel.force(false);
            long then = System.nanoTime();
            took.add(then - now);
            now = then;
            count++;
        }
        return new Syncs(count * 1e9 / (now - start), new Spread(took.build().toArray()));
    }

    /// SHA-256 over so many bytes, again and again, on one thread.
    ///
    /// @return a second
    static double hashes(int bytes, Duration time) throws NoSuchAlgorithmException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var _ = hashes(sha256, new byte[bytes], WARM_UP);
        return hashes(sha256, new byte[bytes], time);
    }

    private static double hashes(MessageDigest sha256, byte[] record, Duration time) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            for (int i = 0; i < 100; i++) {
                record[0] = sha256.digest(record)[0];
            }
            count += 100;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }
}
