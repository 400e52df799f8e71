package dev.sallyport.audit;

import java.util.Arrays;

/// Up to 256 entries, each behind its length in two bytes.
///
/// @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
final class EntryBundle {

    static final int BYTES_MAX = TreeEdge.TILE_WIDTH * (2 + 0xFFFF);

    private final byte[] bytes;
    private final int[] starts;
    private final int count;
    private final int end;

    /// Finds the entries; stops before the first that is cut short.
    ///
    /// @param most how many to look for
    EntryBundle(byte[] bytes, int most) {
        this.bytes = bytes;
        starts = new int[most];
        int found = 0;
        int at = 0;
        while (found < most && at + 2 <= bytes.length) {
            int length = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
            if (at + 2 + length > bytes.length) {
                break;
            }
            starts[found++] = at;
            at += 2 + length;
        }
        count = found;
        end = at;
    }

    /// How many entries are whole.
    int count() {
        return count;
    }

    /// Where the last whole entry ends.
    int end() {
        return end;
    }

    byte[] bytes() {
        return bytes;
    }

    /// Where the entry's length stands.
    int offset(int entry) {
        return entry < count ? starts[entry] : end;
    }

    /// Where the entry's own bytes start.
    int start(int entry) {
        return starts[entry] + 2;
    }

    int length(int entry) {
        return (entry + 1 < count ? starts[entry + 1] : end) - start(entry);
    }

    byte[] entry(int entry) {
        return Arrays.copyOfRange(bytes, start(entry), start(entry) + length(entry));
    }
}
