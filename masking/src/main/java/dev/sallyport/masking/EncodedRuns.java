package dev.sallyport.masking;

import org.jspecify.annotations.Nullable;

/// Long runs of base64 (either alphabet, also broken into lines) and hexadecimal, and what they decode to.
final class EncodedRuns {

    /// A shorter run holds nothing that a detector would find.
    static final int RUN_MIN = 16;

    /// Longer runs are decoded in pieces of this size that overlap by half, so a secret whose encoding is up
    /// to half as long lies whole in one of them.
    static final int PIECE_MAX = 8 * 1024;

    private static final int LINE_MIN = 60;
    private static final int LINE_MAX = 80;
    private static final int PROBE = 32;

    /// A social security number has eleven bytes.
    private static final int HEX_MIN = 22;

    /// Finds the first thing in decoded bytes, or null.
    interface Decoded {
        @Nullable Kind firstIn(byte[] bytes, int count);
    }

    private EncodedRuns() {}

    /// Reports every run between `from` and `to` whose decoded text holds something, as a whole.
    static void scan(View view, int from, int to, Decoded decoded, Detector.Findings findings) {
        var bytes = view.bytes();
        int done = from;
        // A run of at least RUN_MIN has a byte at some multiple of RUN_MIN.
        for (int probe = from + RUN_MIN - 1; probe < to; probe += RUN_MIN) {
            if (probe < done || !inRun(bytes[probe] & 0xFF)) {
                continue;
            }
            int start = probe;
            while (start > done && inRun(bytes[start - 1] & 0xFF)) {
                start--;
            }
            int end = runEnd(view, start);
            done = end;
            if (end - start >= RUN_MIN) {
                run(view, start, end, decoded, findings);
            }
        }
    }

    private static boolean inRun(int b) {
        return Ascii.is(b, Ascii.BASE64 | Ascii.BASE64_URL);
    }

    /// The run's end, over line breaks where a full line of base64 stands before one.
    private static int runEnd(View view, int from) {
        int i = from;
        int line = from;
        while (true) {
            while (i < view.length() && inRun(view.at(i))) {
                i++;
            }
            int next = view.at(i) == '\r' ? i + 1 : i;
            if (view.at(next) != '\n' || i - line < LINE_MIN || i - line > LINE_MAX) {
                return i;
            }
            next = view.skipBlanks(next + 1, 16);
            if (!inRun(view.at(next))) {
                return i;
            }
            i = next;
            line = next;
        }
    }

    private static void run(
            View view, int start, int end, Decoded decoded, Detector.Findings findings) {
        view.worked(end - start);
        for (int piece = start;
                piece == start || piece + PIECE_MAX / 2 < end;
                piece += PIECE_MAX / 2) {
            int stop = Math.min(end, piece + PIECE_MAX);
            var kind = inPiece(view, piece, stop, decoded);
            if (kind != null) {
                int padded = stop;
                while (stop == end && padded < stop + 2 && view.at(padded) == '=') {
                    padded++;
                }
                findings.add(kind, piece, padded);
            }
        }
    }

    private static @Nullable Kind inPiece(View view, int start, int end, Decoded decoded) {
        var kind = hex(view, start, end, decoded);
        // What stands before the run, a slash or a name, can be taken for base64, so all four
        // phases count.
        for (int phase = 0; phase < 4 && kind == null && end - start >= RUN_MIN + phase; phase++) {
            kind = base64(view, start + phase, end, decoded);
        }
        return kind;
    }

    private static @Nullable Kind base64(View view, int start, int end, Decoded decoded) {
        var out = new byte[(end - start) * 3 / 4 + 3];
        int count = 0;
        int bits = 0;
        int held = 0;
        for (int i = start; i < end; i++) {
            int value = sextet(view.at(i));
            if (value < 0) {
                continue;
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                out[count++] = (byte) (bits >> held);
                if (count == PROBE && !isWorthwhile(out, count)) {
                    view.worked(PROBE);
                    return null;
                }
            }
        }
        view.worked(count);
        return count >= 8 && isWorthwhile(out, count) ? privateKeyOr(decoded, out, count) : null;
    }

    /// What stands before or behind the digits, the mark of a diff or a slash, can be taken for base64.
    private static @Nullable Kind hex(View view, int start, int end, Decoded decoded) {
        Kind kind = null;
        for (int i = start; i < end && kind == null; i++) {
            int stop = view.runEnd(i, Ascii.HEX, end - i);
            if (stop - i >= HEX_MIN) {
                kind = digits(view, i, stop, decoded);
                if (kind == null && stop - i > HEX_MIN) {
                    kind = digits(view, i + 1, stop, decoded);
                }
            }
            i = Math.max(i, stop);
        }
        return kind;
    }

    private static @Nullable Kind digits(View view, int start, int end, Decoded decoded) {
        var out = new byte[(end - start) / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] =
                    (byte)
                            (Character.digit(view.at(start + 2 * i), 16) << 4
                                    | Character.digit(view.at(start + 2 * i + 1), 16));
        }
        view.worked(end - start);
        return isWorthwhile(out, out.length) ? privateKeyOr(decoded, out, out.length) : null;
    }

    private static @Nullable Kind privateKeyOr(Decoded decoded, byte[] out, int count) {
        return isPrivateKey(out, count) ? Kind.PRIVATE_KEY : decoded.firstIn(out, count);
    }

    /// Text, or a private key: random bytes are neither.
    private static boolean isWorthwhile(byte[] out, int count) {
        if (isPrivateKey(out, count)) {
            return true;
        }
        int probe = Math.min(count, PROBE);
        int odd = 0;
        int zeros = 0;
        for (int i = 0; i < probe; i++) {
            int b = out[i];
            if (b == 0) {
                zeros++;
            } else if ((b < ' ' && b != '\n' && b != '\r' && b != '\t' && b >= 0) || b == 0x7F) {
                odd += 2;
            } else if (b < 0) {
                odd++;
            }
        }
        return odd * 3 <= probe && (zeros == 0 || zeros * 3 >= probe);
    }

    /// An ASN.1 sequence that begins with the version of PKCS #1, PKCS #8 or SEC 1, or OpenSSH's own format.
    private static boolean isPrivateKey(byte[] out, int count) {
        if (count >= 24 && out[0] == 0x30) {
            int lengthBytes = (out[1] & 0x80) == 0 ? 0 : out[1] & 0x7F;
            int i = 2 + lengthBytes;
            if (lengthBytes <= 2
                    && out[i] == 2
                    && out[i + 1] == 1
                    && (out[i + 2] == 0 || out[i + 2] == 1)) {
                int next = out[i + 3];
                return next == 0x30 || next == 0x04 || (next == 2 && lengthBytes > 0);
            }
            return false;
        }
        var magic = "openssh-key-v1";
        for (int i = 0; i < magic.length(); i++) {
            if (i >= count || out[i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int sextet(int b) {
        if (b >= 'A' && b <= 'Z') {
            return b - 'A';
        }
        if (b >= 'a' && b <= 'z') {
            return b - 'a' + 26;
        }
        if (b >= '0' && b <= '9') {
            return b - '0' + 52;
        }
        return switch (b) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}
