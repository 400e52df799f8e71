package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/// The bytes of the write-ahead files, all numbers with the highest byte first.
///
/// A segment `wal/N.wal` (N: its first index in 20 digits) is a head of 256 bytes and then frames.
///
/// | head | bytes |
/// |---|---|
/// | `SALWAL1\n` | 8 |
/// | index of the first record | 8 |
/// | length of the origin | 2 |
/// | origin, then zeros | 234 |
/// | CRC32C of the 252 bytes before | 4 |
///
/// | frame | bytes |
/// |---|---|
/// | `SALF` | 4 |
/// | length of the record | 4 |
/// | index of the record | 8 |
/// | index of the first record of its batch | 8 |
/// | CRC32C of the record | 4 |
/// | CRC32C of the 28 bytes before | 4 |
/// | record | |
///
/// A batch is written only after the one before it was made durable, so a power failure can only tear the
/// last batch.
final class WalFormat {

    static final int HEAD_BYTES = 256;
    static final int FRAME_HEAD_BYTES = 32;
    static final int FRAME_MAGIC = 0x53414C46;

    /// One batch is at most this long, or one record.
    static final int BATCH_BYTES_MAX = 4 << 20;

    /// A backlog is bounded far below what this many segments hold.
    static final int SEGMENTS_MAX = 1024;

    private static final long HEAD_MAGIC = 0x53414C57414C310AL;
    private static final int ORIGIN_BYTES_MAX = HEAD_BYTES - 22;
    private static final String SUFFIX = ".wal";

    private WalFormat() {}

    static Path directory(Path log) {
        return log.resolve("wal");
    }

    static Path segment(Path log, long first) {
        return directory(log).resolve(String.format(Locale.ROOT, "%020d%s", first, SUFFIX));
    }

    /// The index in a segment's name; negative when it is not named like one.
    static long first(Path segment) {
        var name = String.valueOf(segment.getFileName());
        if (name.length() != 20 + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        var digits = name.substring(0, 20);
        try {
            return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// All segments, the oldest first.
    static List<Path> segments(Path log) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(directory(log))) {
            for (var file : files) {
                if (first(file) >= 0) {
                    found.add(file);
                }
                if (found.size() > SEGMENTS_MAX) {
                    throw new IOException(
                            "more than " + SEGMENTS_MAX + " files in `" + directory(log) + "`");
                }
            }
        } catch (NotDirectoryException | java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(found);
        return found;
    }

    static byte[] head(String origin, long first) {
        var name = origin.getBytes(StandardCharsets.UTF_8);
        if (name.length > ORIGIN_BYTES_MAX) {
            throw new IllegalArgumentException("an origin longer than " + ORIGIN_BYTES_MAX);
        }
        var head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(HEAD_MAGIC).putLong(first).putShort((short) name.length).put(name);
        head.putInt(HEAD_BYTES - 4, crc(head.array(), 0, HEAD_BYTES - 4));
        return head.array();
    }

    static int frameBytes(int recordBytes) {
        return FRAME_HEAD_BYTES + recordBytes;
    }

    static void frame(ByteBuffer target, long index, long batchFirst, byte[] record) {
        var head = ByteBuffer.allocate(FRAME_HEAD_BYTES);
        head.putInt(FRAME_MAGIC).putInt(record.length).putLong(index).putLong(batchFirst);
        head.putInt(crc(record, 0, record.length));
        head.putInt(crc(head.array(), 0, FRAME_HEAD_BYTES - 4));
        target.put(head.flip()).put(record);
    }

    /// Whether a frame's head that fits its own checksum starts at `at`.
    static boolean isFrameHead(byte[] bytes, int at) {
        var head = ByteBuffer.wrap(bytes, at, FRAME_HEAD_BYTES);
        return head.getInt() == FRAME_MAGIC
                && ByteBuffer.wrap(bytes).getInt(at + FRAME_HEAD_BYTES - 4)
                        == crc(bytes, at, FRAME_HEAD_BYTES - 4);
    }

    static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
