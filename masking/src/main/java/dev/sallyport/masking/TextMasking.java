package dev.sallyport.masking;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Masks one text, given in pieces of any size, block by block. The blocks lie at fixed places of the text,
/// whatever the pieces, so the pieces cannot change the result. Used by one thread.
final class TextMasking {

    /// A block is masked once this much is known beyond it: the longest thing a detector looks at.
    static final int AHEAD = 32 * 1024;

    static final int BODY = 32 * 1024;

    /// What stays known of the text before a block.
    static final int BEHIND = 2 * 1024;

    /// How far beyond a block's end its anchors are sought, since what they find can begin before them.
    private static final int ANCHOR_REACH = 1024;

    private final Scanner scanner;
    private final StringBuilder out = new StringBuilder();
    private final EnumMap<Kind, Long> counts = new EnumMap<>(Kind.class);

    private char[] buffer = new char[0];
    private int length;

    /// Where the next block begins in the buffer; what stands before is behind it.
    private int body;

    /// Up to here, in the buffer, everything is masked already.
    private int maskedTo;

    private long work;

    TextMasking(Scanner scanner) {
        this.scanner = scanner;
    }

    void add(String text, int from, int to) {
        if (length + (to - from) > buffer.length) {
            buffer =
                    Arrays.copyOf(
                            buffer,
                            Math.max(
                                    length + (to - from),
                                    Math.min(length * 2, BEHIND + 2 * (BODY + AHEAD))));
        }
        text.getChars(from, to, buffer, length);
        length += to - from;
    }

    /// Masks all blocks of which enough is known.
    void advance() {
        while (length - body >= BODY + AHEAD) {
            block(body + BODY, body + BODY + AHEAD);
            int drop = body - BEHIND;
            if (drop > 0) {
                System.arraycopy(buffer, drop, buffer, 0, length - drop);
                length -= drop;
                body -= drop;
                maskedTo = Math.max(0, maskedTo - drop);
            }
        }
    }

    /// Masks what is left: the text ends here.
    void finish() {
        while (body < length) {
            block(Math.min(length, body + BODY), Math.min(length, body + BODY + AHEAD));
        }
    }

    /// What is masked so far and was not taken yet.
    String take() {
        var taken = out.toString();
        out.setLength(0);
        return taken;
    }

    /// How many bytes the detectors have looked at beyond the linear pass; what hostile input drives up.
    long work() {
        return work;
    }

    SortedMap<String, Long> counts() {
        var named = new TreeMap<String, Long>();
        counts.forEach((kind, count) -> named.put(kind.name(), count));
        return named;
    }

    private void block(int bodyEnd, int known) {
        int behind = Math.max(0, body - BEHIND);
        var view = View.of(buffer, behind, known);
        int anchorsFrom = view.viewOf(0);
        int anchorsTo = view.viewOf(Math.min(known, bodyEnd + ANCHOR_REACH) - behind);
        int at = Math.max(body, Math.min(maskedTo, bodyEnd));
        for (var finding : scanner.scan(view, anchorsFrom, anchorsTo)) {
            int start = finding.start() + behind;
            int end = finding.end() + behind;
            if (end <= at || start >= bodyEnd) {
                continue;
            }
            if (start >= maskedTo) {
                int clipped = Math.max(start, at);
                out.append(buffer, at, clipped - at);
                sentinel(finding.kind(), clipped, end);
            }
            maskedTo = Math.max(maskedTo, end);
            at = Math.min(maskedTo, bodyEnd);
        }
        out.append(buffer, at, bodyEnd - at);
        work += view.work();
        body = bodyEnd;
    }

    private void sentinel(Kind kind, int start, int end) {
        counts.merge(kind, 1L, Long::sum);
        var sentinel = Sentinels.of(kind.name());
        var quote = quoteOfBareJsonValue(start, end);
        out.append(quote).append(sentinel).append(quote);
    }

    /// Behind `"name":` a number of JSON becomes a text; inside a JSON text its quotes are escaped alike.
    private String quoteOfBareJsonValue(int start, int end) {
        char first = buffer[start];
        if (!(first == '-' || first == 't' || first == 'f' || (first >= '0' && first <= '9'))) {
            return "";
        }
        int after = skipBlanks(end, 1);
        if (after < length && buffer[after] != ',' && buffer[after] != '}') {
            return "";
        }
        int colon = skipBlanks(start - 1, -1);
        int quote = colon >= 0 && buffer[colon] == ':' ? skipBlanks(colon - 1, -1) : -1;
        if (quote < 0 || buffer[quote] != '"') {
            return "";
        }
        int escape = quote;
        while (escape > 0 && buffer[escape - 1] == '\\' && quote - escape < 16) {
            escape--;
        }
        return new String(buffer, escape, quote - escape + 1);
    }

    private int skipBlanks(int from, int step) {
        int i = from;
        int stop = from + 64 * step;
        while (i >= 0
                && i < length
                && i != stop
                && (buffer[i] == ' '
                        || buffer[i] == '\n'
                        || buffer[i] == '\r'
                        || buffer[i] == '\t')) {
            i += step;
        }
        return i;
    }
}
