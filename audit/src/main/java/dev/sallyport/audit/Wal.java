package dev.sallyport.audit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The write-ahead files as they were at one moment, open for reading; a writer may go on meanwhile and even
/// delete them. One call at a time.
final class Wal implements Closeable {

    private static final int SECTOR = 512;

    // A hole shorter than this could be a few flipped bytes.
    private static final int HOLE_BYTES_MIN = 32;
    private static final int ATTEMPTS = 100;

    private record Segment(Path file, long first, FileChannel channel, long size) {}

    /// Takes each good frame in turn.
    interface Frames {

        /// @return whether to go on
        boolean frame(long index, byte[] record, Path file, long offset) throws IOException;
    }

    /// How the files end.
    sealed interface End {

        /// With a whole frame, or there was no frame.
        record Whole() implements End {}

        /// With a batch that was being written when the process or the machine stopped; it was never
        /// acknowledged.
        record Torn(Path file, long offset, long bytes) implements End {}

        /// With something else.
        ///
        /// @param index the record that should be there
        record Damaged(Path file, long offset, long index, String reason) implements End {}
    }

    private final List<Segment> segments;

    private Wal(List<Segment> segments) {
        this.segments = segments;
    }

    static Wal open(Path log) throws IOException {
        for (int attempt = 0; ; attempt++) {
            var opened = new ArrayList<Segment>();
            var wal = new Wal(opened);
            try {
                for (var file : WalFormat.segments(log)) {
                    if (!SafeFiles.isFile(file)) {
                        throw new NoSuchFileException(file.toString());
                    }
                    var channel =
                            FileChannel.open(
                                    file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    opened.add(new Segment(file, WalFormat.first(file), channel, channel.size()));
                }
                return wal;
            } catch (NoSuchFileException e) {
                // The writer was done with it between listing and opening: list again.
                wal.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                wal.close();
                throw e;
            }
        }
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    List<Path> files() {
        return segments.stream().map(Segment::file).toList();
    }

    /// Reads every frame from the first on.
    End scan(String origin, Frames frames) throws IOException {
        long next = segments.isEmpty() ? 0 : segments.getFirst().first;
        for (int i = 0; i < segments.size(); i++) {
            var reading = new Reading(segments.get(i), i == segments.size() - 1, next);
            var end = reading.run(origin, frames);
            if (!(end instanceof End.Whole) || reading.stopped) {
                return end;
            }
            next = reading.next;
        }
        return new End.Whole();
    }

    @Override
    public void close() throws IOException {
        for (var segment : segments) {
            segment.channel.close();
        }
    }

    /// One pass over one segment.
    private static final class Reading {

        private final Segment segment;
        private final boolean last;
        private long next;
        private long offset;
        private long batch;
        private boolean stopped;

        Reading(Segment segment, boolean last, long next) {
            this.segment = segment;
            this.last = last;
            this.next = next;
            this.batch = next;
        }

        End run(String origin, Frames frames) throws IOException {
            segment.channel.position(0);
            // Not closed: the channel is the caller's.
            var in = new BufferedInputStream(Channels.newInputStream(segment.channel), 1 << 16);
            if (segment.size < WalFormat.HEAD_BYTES) {
                return incomplete("its head is cut short");
            }
            var head = in.readNBytes(WalFormat.HEAD_BYTES);
            if (!Arrays.equals(head, WalFormat.head(origin, segment.first))) {
                return broken("its head is not the one that belongs to this log and this name");
            }
            if (segment.first != next) {
                return damaged("it starts at record " + segment.first + " instead of " + next);
            }
            offset = WalFormat.HEAD_BYTES;
            while (offset < segment.size && !stopped) {
                var problem = frame(in, frames);
                if (problem.isPresent()) {
                    return problem.get();
                }
            }
            return new End.Whole();
        }

        private Optional<End> frame(InputStream in, Frames frames) throws IOException {
            long rest = segment.size - offset;
            if (rest < WalFormat.FRAME_HEAD_BYTES) {
                return Optional.of(incomplete("a frame's head is cut short"));
            }
            var bytes = in.readNBytes(WalFormat.FRAME_HEAD_BYTES);
            var head = ByteBuffer.wrap(bytes);
            if (!WalFormat.isFrameHead(bytes, 0)) {
                return Optional.of(broken("a frame's head does not fit its checksum"));
            }
            int length = head.getInt(4);
            if (length <= 0 || length > AuditLog.RECORD_BYTES_MAX) {
                return Optional.of(damaged("a record cannot have " + length + " bytes"));
            }
            if (rest < WalFormat.frameBytes(length)) {
                return Optional.of(incomplete("a record is cut short"));
            }
            var record = in.readNBytes(length);
            if (WalFormat.crc(record, 0, length) != head.getInt(24)) {
                return Optional.of(broken("a record does not fit its checksum"));
            }
            if (head.getLong(8) != next || head.getLong(16) < batch || head.getLong(16) > next) {
                return Optional.of(
                        damaged("record " + head.getLong(8) + " stands in place of " + next));
            }
            stopped = !frames.frame(next, record, segment.file, offset);
            batch = head.getLong(16);
            next++;
            offset += WalFormat.frameBytes(length);
            return Optional.empty();
        }

        /// The file ends too early. That happens to the last one when the process stops while it writes.
        private End incomplete(String reason) {
            return last
                    ? new End.Torn(segment.file, offset, segment.size - offset)
                    : damaged(reason);
        }

        /// Bytes are wrong. A power failure does that too, but leaves a hole where a sector was never
        /// written, and no batch after it.
        private End broken(String reason) throws IOException {
            long rest = segment.size - offset;
            if (!last || rest > WalFormat.BATCH_BYTES_MAX + WalFormat.frameBytes(1 << 16)) {
                return damaged(reason);
            }
            var bytes = new byte[(int) rest];
            segment.channel.position(offset);
            int read = Channels.newInputStream(segment.channel).readNBytes(bytes, 0, bytes.length);
            return read == bytes.length && hasHole(bytes) && !hasLaterBatch(bytes)
                    ? new End.Torn(segment.file, offset, rest)
                    : damaged(reason);
        }

        private boolean hasHole(byte[] bytes) {
            int from = 0;
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + SECTOR - (int) ((offset + from) % SECTOR));
                boolean zero = true;
                for (int i = from; i < to && zero; i++) {
                    zero = bytes[i] == 0;
                }
                if (zero && to - from >= HOLE_BYTES_MIN) {
                    return true;
                }
                from = to;
            }
            return false;
        }

        private boolean hasLaterBatch(byte[] bytes) {
            for (int at = 0; at + WalFormat.FRAME_HEAD_BYTES <= bytes.length; at++) {
                if (WalFormat.isFrameHead(bytes, at)
                        && ByteBuffer.wrap(bytes).getLong(at + 16) > next) {
                    return true;
                }
            }
            return false;
        }

        private End damaged(String reason) {
            return new End.Damaged(segment.file, offset, next, reason);
        }
    }
}
