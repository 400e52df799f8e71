package dev.sallyport.masking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text as the detectors see it: one byte a character, folded to ASCII, with the way back to where each
/// byte came from. Used by one thread.
final class View {

    private byte[] bytes;
    private int length;

    /// Where byte `i` begins in the source; `offsets[length]` is the source's end. Null while it is `i` itself.
    private int @Nullable [] offsets;

    /// How many bytes the detectors have looked at beyond the one linear pass; the measure of hostile input.
    private long work;

    private View(int capacity) {
        bytes = new byte[capacity];
    }

    /// The view of `chars` from `from` to `to`; offsets count from `from`. Our own sentinels become barriers.
    static View of(char[] chars, int from, int to) {
        var view = new View(to - from);
        int i = from;
        while (i < to && chars[i] < 0x80) {
            view.bytes[i - from] = (byte) chars[i];
            i++;
        }
        view.length = i - from;
        while (i < to) {
            char c = chars[i];
            int source = i - from;
            if (c < 0x80) {
                view.append(c, source, 1);
                i++;
                continue;
            }
            int sentinel = c == '⟦' ? Sentinels.lengthAt(chars, i, to) : 0;
            if (sentinel > 0) {
                for (int n = 0; n < sentinel; n++) {
                    view.append(Ascii.BARRIER, source + n, 1);
                }
                i += sentinel;
                continue;
            }
            int single = Folding.single(c);
            if (single >= 0) {
                if (single > 0) {
                    view.append(single, source, 1);
                }
                i++;
                continue;
            }
            int cp = Character.codePointAt(chars, i, to);
            int size = Character.charCount(cp);
            view.appendFolded(cp, source, size);
            i += size;
        }
        view.end(to - from);
        return view;
    }

    /// The view of decoded bytes, taken as UTF-8. Zero bytes are dropped, so that UTF-16 reads as well.
    static View ofUtf8(byte[] decoded, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (decoded[i] != 0) {
                decoded[kept++] = decoded[i];
            }
        }
        var chars = new String(decoded, 0, kept, StandardCharsets.UTF_8).toCharArray();
        return of(chars, 0, chars.length);
    }

    /// An empty view to append to, as long as `source` at most.
    static View within(View source) {
        return new View(source.length);
    }

    void append(int b, int source, int sourceSize) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length + length / 2 + 16);
        }
        if (offsets == null && (source != length || sourceSize != 1)) {
            offsets = new int[bytes.length + 1];
            for (int i = 0; i < length; i++) {
                offsets[i] = i;
            }
        }
        if (offsets != null) {
            if (offsets.length <= bytes.length) {
                offsets = Arrays.copyOf(offsets, bytes.length + 1);
            }
            offsets[length] = source;
        }
        bytes[length++] = (byte) b;
    }

    void appendFolded(int codePoint, int source, int sourceSize) {
        if (codePoint < 0x80) {
            append(codePoint, source, sourceSize);
            return;
        }
        var form = Folding.of(codePoint);
        for (int n = 0; n < form.length(); n++) {
            append(form.charAt(n), source, sourceSize);
        }
    }

    /// Ends the building of the view: the source is this long.
    void end(int sourceLength) {
        if (offsets == null && sourceLength == length) {
            return;
        }
        if (offsets == null) {
            offsets = new int[length + 1];
            for (int i = 0; i < length; i++) {
                offsets[i] = i;
            }
        } else if (offsets.length <= length) {
            offsets = Arrays.copyOf(offsets, length + 1);
        }
        offsets[length] = sourceLength;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    long work() {
        return work;
    }

    void worked(long count) {
        work += count;
    }

    /// The byte at `i`, 0 outside the view.
    int at(int i) {
        return i >= 0 && i < length ? bytes[i] & 0xFF : 0;
    }

    int sourceStart(int i) {
        return offsets == null ? i : offsets[i];
    }

    /// Where the source of the bytes before `end` ends.
    int sourceEnd(int end) {
        if (offsets == null) {
            return end;
        }
        int e = end;
        while (e > 0 && e < length && offsets[e] == offsets[e - 1]) {
            e++;
        }
        return offsets[e];
    }

    /// The first byte whose source begins at or after `source`.
    int viewOf(int source) {
        if (offsets == null) {
            return Math.min(source, length);
        }
        int found = Arrays.binarySearch(offsets, 0, length, source);
        if (found < 0) {
            return -found - 1;
        }
        while (found > 0 && offsets[found - 1] == source) {
            found--;
        }
        return found;
    }

    void barrier(int start, int end) {
        Arrays.fill(bytes, start, end, (byte) Ascii.BARRIER);
    }

    /// The end of the run of `classes` that begins at `from`, looking at no more than `max` bytes.
    int runEnd(int from, int classes, int max) {
        int i = from;
        int end = (int) Math.min(length, (long) from + max);
        while (i < end && Ascii.is(bytes[i] & 0xFF, classes)) {
            i++;
        }
        work += i - from + 1;
        return i;
    }

    /// The start of the run of `classes` that ends before `to`, looking at no more than `max` bytes.
    int runStart(int to, int classes, int max) {
        int i = to;
        int start = Math.max(0, to - max);
        while (i > start && Ascii.is(bytes[i - 1] & 0xFF, classes)) {
            i--;
        }
        work += to - i + 1;
        return i;
    }

    int skipBlanks(int from, int max) {
        int i = from;
        while (i < from + max && (at(i) == ' ' || at(i) == '\t')) {
            i++;
        }
        work += i - from + 1;
        return i;
    }

    boolean matches(int from, String exactly) {
        for (int i = 0; i < exactly.length(); i++) {
            if (at(from + i) != exactly.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean matchesFolded(int from, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Ascii.lower(at(from + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Where `lowerCase` first begins between `from` and `to`, -1 if nowhere.
    int indexOfFolded(String lowerCase, int from, int to) {
        int last = Math.min(to, length) - lowerCase.length();
        for (int i = Math.max(0, from); i <= last; i++) {
            if (matchesFolded(i, lowerCase)) {
                work += i - from + 1;
                return i;
            }
        }
        work += Math.max(0, to - from);
        return -1;
    }

    /// How many different bytes stand between `from` and `to`.
    int distinct(int from, int to) {
        long low = 0;
        long high = 0;
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if (b >= 64) {
                high |= 1L << (b - 64);
            } else if (b >= 0) {
                low |= 1L << b;
            }
        }
        work += to - from;
        return Long.bitCount(low) + Long.bitCount(high);
    }

    boolean has(int from, int to, int classes) {
        for (int i = from; i < to; i++) {
            if (Ascii.is(bytes[i] & 0xFF, classes)) {
                work += i - from + 1;
                return true;
            }
        }
        work += to - from;
        return false;
    }

    String text(int from, int to) {
        work += to - from;
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
