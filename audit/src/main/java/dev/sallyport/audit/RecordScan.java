package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds what the log itself needs of a record without building a tree of it: a verifier does this for every
/// record. One call at a time; reused.
///
/// The bytes must be what [CanonicalJson] writes, to the last one: no blank, names in order and each only
/// once, integers alone, every character in its one spelling, well-formed UTF-8. So two readers can never take
/// the same leaf for different records.
final class RecordScan {

    private static final String SIMPLE_ESCAPES = "\"\\bfnrt";

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private long version;
    private long seq;
    private int time;
    private int timeEnd;
    private Optional<String> origin = Optional.empty();
    // Of the record before: most have the same.
    private Optional<String> lastOrigin = Optional.empty();
    private boolean hasStage;
    private Optional<Stage> stage = Optional.empty();
    private Optional<String> callId = Optional.empty();
    private int blob;
    private int blobEnd;

    /// @return whether the bytes are one canonical JSON object with `v`, `origin`, `seq` and `stage`, which
    ///     records of every version have
    boolean scan(byte[] source, int from, int length) {
        bytes = source;
        at = from;
        end = from + length;
        version = -1;
        seq = -1;
        time = 0;
        timeEnd = 0;
        origin = Optional.empty();
        hasStage = false;
        stage = Optional.empty();
        callId = Optional.empty();
        blob = 0;
        blobEnd = 0;
        return length > 0
                && bytes[at] == '{'
                && object(0)
                && at == end
                && version > 0
                && seq >= 0
                && origin.isPresent()
                && hasStage;
    }

    /// The version of the schema, known here or not.
    long version() {
        return version;
    }

    long seq() {
        return seq;
    }

    /// The time as the record has it; empty when it has none.
    String time() {
        return new String(bytes, time, timeEnd - time, StandardCharsets.US_ASCII);
    }

    String origin() {
        return origin.orElseThrow();
    }

    /// Empty when no stage of that name is known here.
    Optional<Stage> stage() {
        return stage;
    }

    Optional<String> callId() {
        return callId;
    }

    /// Whether it says that it has a body.
    boolean hasBlob() {
        return blobEnd > 0;
    }

    /// Where its body is; empty also where what it says of that is nothing a log writes.
    Optional<Blob> blob() {
        return Blob.parse(new String(bytes, blob, blobEnd - blob, StandardCharsets.ISO_8859_1));
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        int before = -1;
        do {
            int name = at;
            if (!text() || (before >= 0 && !isBefore(before, name)) || !take(':')) {
                return false;
            }
            int value = at;
            if (!value(depth + 1)) {
                return false;
            }
            if (depth == 0) {
                keep(name, value);
            }
            before = name;
        } while (take(','));
        return take('}');
    }

    private boolean array(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    private boolean value(int depth) {
        if (at >= end || depth > CanonicalJson.DEPTH_MAX) {
            return false;
        }
        return switch (bytes[at]) {
            case '"' -> text();
            case '{' -> object(depth);
            case '[' -> array(depth);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> integer();
        };
    }

    private boolean literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// Without a fraction, an exponent, leading zeros or `-0`, and within ±(2^53 − 1).
    private boolean integer() {
        boolean negative = take('-');
        int first = at;
        long number = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + (bytes[at] - '0');
            at++;
            if (number > CanonicalJson.INTEGER_MAX) {
                return false;
            }
        }
        int digits = at - first;
        return digits > 0 && (bytes[first] != '0' || (digits == 1 && !negative));
    }

    private boolean text() {
        if (!take('"')) {
            return false;
        }
        while (at < end) {
            int b = bytes[at];
            if (b == '"') {
                at++;
                return true;
            }
            if (b == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (b >= 0x20) {
                at++;
            } else if (b >= 0 || !character()) {
                return false;
            }
        }
        return false;
    }

    /// One that has no other spelling.
    private boolean escape() {
        if (at + 1 >= end) {
            return false;
        }
        if (SIMPLE_ESCAPES.indexOf(bytes[at + 1]) >= 0) {
            at += 2;
            return true;
        }
        if (at + 5 >= end || bytes[at + 1] != 'u' || bytes[at + 2] != '0' || bytes[at + 3] != '0') {
            return false;
        }
        int c = bytes[at + 4] == '0' ? hex(bytes[at + 5]) : 16 + hex(bytes[at + 5]);
        boolean canonical =
                (bytes[at + 4] == '0' || bytes[at + 4] == '1')
                        && hex(bytes[at + 5]) >= 0
                        && c != '\b'
                        && c != '\t'
                        && c != '\n'
                        && c != '\f'
                        && c != '\r';
        at += 6;
        return canonical;
    }

    /// The value of a lower-case digit; -1 when it is none.
    private static int hex(int digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
    }

    /// A character of two to four bytes in its shortest form, no surrogate, none beyond U+10FFFF (Unicode 16
    /// table 3-7).
    private boolean character() {
        int lead = bytes[at] & 0xFF;
        int second = at + 1 < end ? bytes[at + 1] & 0xFF : 0;
        int low = 0x80;
        int high = 0xBF;
        int length;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            low = lead == 0xE0 ? 0xA0 : low;
            high = lead == 0xED ? 0x9F : high;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            low = lead == 0xF0 ? 0x90 : low;
            high = lead == 0xF4 ? 0x8F : high;
        } else {
            return false;
        }
        if (at + length > end || second < low || second > high) {
            return false;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return false;
            }
        }
        at += length;
        return true;
    }

    /// Whether a name stands before another by UTF-16 code units, so neither behind it nor the same. Both
    /// positions are those of opening quotes of good texts.
    private boolean isBefore(int name, int other) {
        int left = name + 1;
        int right = other + 1;
        while (bytes[left] == bytes[right]) {
            if (bytes[left] == '"') {
                return false;
            }
            if (bytes[left] == '\\') {
                int order = unescaped(left) - unescaped(right);
                if (order != 0) {
                    return order < 0;
                }
                int length = bytes[left + 1] == 'u' ? 6 : 2;
                left += length;
                right += length;
            } else {
                left++;
                right++;
            }
        }
        return rank(left) < rank(right);
    }

    /// What a byte of a name sorts as.
    private int rank(int position) {
        int b = bytes[position] & 0xFF;
        if (b == '"') {
            return -1;
        }
        if (b == '\\') {
            return unescaped(position);
        }
        // A character beyond U+FFFF starts with a surrogate in UTF-16, before U+E000 to U+FFFF.
        return b == 0xEE || b == 0xEF ? b + 0x10 : b;
    }

    private int unescaped(int position) {
        return switch (bytes[position + 1]) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> (hex(bytes[position + 4]) << 4) | hex(bytes[position + 5]);
            default -> bytes[position + 1];
        };
    }

    private void keep(int name, int value) {
        switch (value - name) {
            case 4 -> {
                if (named(name, "v")) {
                    version = number(value);
                }
            }
            case 5 -> {
                if (named(name, "ts") && bytes[value] == '"') {
                    time = value + 1;
                    timeEnd = at - 1;
                }
            }
            case 6 -> {
                if (named(name, "seq")) {
                    seq = number(value);
                }
            }
            case 7 -> {
                if (named(name, "blob")) {
                    blob = value;
                    blobEnd = at;
                }
            }
            case 8 -> {
                if (named(name, "stage")) {
                    var text = content(value);
                    hasStage = text.isPresent();
                    stage = text.flatMap(Stage::parse);
                }
            }
            case 9 -> {
                if (named(name, "origin")) {
                    origin =
                            lastOrigin.isPresent() && is(value, lastOrigin.get())
                                    ? lastOrigin
                                    : content(value);
                    lastOrigin = origin;
                }
            }
            case 10 -> {
                if (named(name, "call_id")) {
                    callId = content(value);
                }
            }
            default -> {}
        }
    }

    private boolean named(int name, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (bytes[name + 1 + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the value just read is a text of these ASCII characters.
    private boolean is(int value, String text) {
        return bytes[value] == '"' && at - value - 2 == text.length() && named(value, text);
    }

    /// The text as it stands between its quotes; what is escaped stays so, which is enough to compare.
    private Optional<String> content(int value) {
        return bytes[value] == '"'
                ? Optional.of(new String(bytes, value + 1, at - value - 2, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /// A number that was found good; -1 for anything else and for negative ones.
    private long number(int value) {
        long number = 0;
        for (int i = value; i < at; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    private boolean take(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }
}
