package dev.sallyport.server.export;

import dev.sallyport.audit.ProofException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a zip file says at its end that it holds, which is what most tools unpack. Reads the plain kind alone: no second
/// disk, no comment, nothing around it, no sizes of 64 bits.
final class CentralDirectory {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int SIGNATURE = 0x02014b50;
    private static final int HEADER_BYTES = 46;
    private static final int ENTRY_BYTES_MAX = HEADER_BYTES + 128;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;

    /// What may stand after an entry: signature, checksum and two sizes.
    private static final int DESCRIPTOR_BYTES = 16;

    private static final int UNIX = 3;
    private static final int KIND_OF_FILE = 0xF000;
    private static final int REGULAR = 0x8000;

    private CentralDirectory() {}

    /// @param how it is packed: flags and method
    /// @param packed how long it is in the file
    /// @param offset where its own header stands
    record Entry(String name, int how, long crc, long packed, long size, long offset) {}

    /// @throws BundleException when it is not what a bundle has
    static List<Entry> read(FileChannel file) throws IOException, BundleException {
        if (file.size() < END_BYTES) {
            throw none();
        }
        var end = bytes(file, file.size() - END_BYTES, END_BYTES);
        int count = Short.toUnsignedInt(end.getShort(10));
        long size = Integer.toUnsignedLong(end.getInt(12));
        long from = Integer.toUnsignedLong(end.getInt(16));
        if (end.getInt(0) != END_SIGNATURE
                || end.getInt(4) != 0
                || end.getShort(8) != end.getShort(10)
                || end.getShort(20) != 0
                || from + size + END_BYTES != file.size()) {
            throw none();
        }
        if (count > Bundle.ENTRIES_MAX || size > (long) count * ENTRY_BYTES_MAX) {
            throw BundleException.fault("it has more in it than a bundle can have");
        }
        var directory = bytes(file, from, Math.toIntExact(size));
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(directory));
        }
        if (directory.hasRemaining()) {
            throw misfit();
        }
        checkPlaces(file, entries, from);
        return entries;
    }

    private static Entry entry(ByteBuffer directory) throws BundleException {
        if (directory.remaining() < HEADER_BYTES) {
            throw misfit();
        }
        int at = directory.position();
        int name = Short.toUnsignedInt(directory.getShort(at + 28));
        int rest =
                Short.toUnsignedInt(directory.getShort(at + 30))
                        + Short.toUnsignedInt(directory.getShort(at + 32));
        if (directory.getInt(at) != SIGNATURE
                || directory.remaining() < HEADER_BYTES + name + rest) {
            throw misfit();
        }
        int kind = directory.getInt(at + 38) >>> 16 & KIND_OF_FILE;
        if (directory.get(at + 5) == UNIX && kind != 0 && kind != REGULAR) {
            throw BundleException.fault("it holds a link, or something else that is no file");
        }
        var bytes = new byte[name];
        directory.get(at + HEADER_BYTES, bytes);
        directory.position(at + HEADER_BYTES + name + rest);
        return new Entry(
                new String(bytes, StandardCharsets.UTF_8),
                directory.getInt(at + 8),
                Integer.toUnsignedLong(directory.getInt(at + 16)),
                Integer.toUnsignedLong(directory.getInt(at + 20)),
                Integer.toUnsignedLong(directory.getInt(at + 24)),
                Integer.toUnsignedLong(directory.getInt(at + 42)));
    }

    /// One after the other from the beginning on, with nothing between them: so whoever reads the file from its beginning
    /// finds what whoever reads this directory finds.
    private static void checkPlaces(FileChannel file, List<Entry> entries, long end)
            throws IOException, BundleException {
        long next = 0;
        int gap = 0;
        for (var entry : entries) {
            if (entry.offset() < next
                    || entry.offset() > next + gap
                    || entry.offset() + LOCAL_BYTES > end) {
                throw misfit();
            }
            var local = bytes(file, entry.offset(), LOCAL_BYTES);
            if (local.getInt(0) != LOCAL_SIGNATURE || local.getInt(6) != entry.how()) {
                throw misfit();
            }
            next =
                    entry.offset()
                            + LOCAL_BYTES
                            + Short.toUnsignedInt(local.getShort(26))
                            + Short.toUnsignedInt(local.getShort(28))
                            + entry.packed();
            gap = DESCRIPTOR_BYTES;
        }
        if (end < next || end > next + gap) {
            throw misfit();
        }
    }

    private static BundleException misfit() {
        return BundleException.fault("its directory does not fit what it holds");
    }

    private static BundleException none() {
        return new BundleException(Kind.UNREADABLE, "it is no zip file, or not a whole one");
    }

    private static ByteBuffer bytes(FileChannel file, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return bytes.flip();
    }
}
