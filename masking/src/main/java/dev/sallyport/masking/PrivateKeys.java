package dev.sallyport.masking;

/// Private keys in PEM armour: `-----BEGIN … PRIVATE KEY-----` to its end, with real line breaks, with `\n`
/// written out, or cut off. The armour alone is no secret. Keys without it are found by [EncodedRuns].
final class PrivateKeys implements Detector {

    private static final int LABEL_MAX = 40;

    /// What is shorter is no line of a key, unless it is the last.
    private static final int LINE_MIN = 16;

    private static final int FULL_LINE = 60;

    /// An RSA key of 16,384 bits fits.
    private static final int KEY_MAX = 16 * 1024;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        int label = view.runEnd(end, Ascii.UPPER | Ascii.SPACE | Ascii.DIGIT, LABEL_MAX);
        if (!view.matches(label, "-----") || view.indexOfFolded("private key", end, label) < 0) {
            return;
        }
        int body = label + 5;
        int stop = armouredEnd(view, body);
        if (stop < 0) {
            stop = lastLineEnd(view, body);
        }
        if (stop > 0) {
            findings.add(Kind.PRIVATE_KEY, start, stop);
        }
    }

    /// Behind the closing line, or -1 when there is none or nothing that could be a key before it.
    private static int armouredEnd(View view, int body) {
        int i = body;
        int run = 0;
        int longest = 0;
        int limit = Math.min(view.length(), body + KEY_MAX);
        while (i < limit && isBody(view.at(i)) && !view.matches(i, "-----")) {
            run = Ascii.is(view.at(i), Ascii.BASE64) ? run + 1 : 0;
            longest = Math.max(longest, run);
            i++;
        }
        view.worked(i - body);
        if (longest < LINE_MIN || !view.matches(i, "-----END ")) {
            return -1;
        }
        int label = view.runEnd(i + 9, Ascii.UPPER | Ascii.SPACE | Ascii.DIGIT, LABEL_MAX);
        return view.matches(label, "-----") ? label + 5 : label;
    }

    /// Behind the last line of base64 of a key that is cut off, or -1 when there is no such line.
    private static int lastLineEnd(View view, int body) {
        int i = body;
        int stop = -1;
        int before = 0;
        int limit = Math.min(view.length(), body + KEY_MAX);
        while (i < limit) {
            i = afterBreaks(view, i, limit);
            int end = view.runEnd(i, Ascii.BASE64, KEY_MAX);
            while (view.at(end) == '=') {
                end++;
            }
            boolean header = view.at(end) == '-' || view.at(end) == ':';
            if (header && stop < 0) {
                i = view.runEnd(end, Ascii.IDENTIFIER, LABEL_MAX);
                i = view.at(i) == ':' ? lineEnd(view, i, limit) : limit;
                continue;
            }
            if (end - i < LINE_MIN && !(before >= FULL_LINE && end > i)) {
                break;
            }
            before = end - i;
            stop = end;
            i = end;
        }
        return stop;
    }

    private static int afterBreaks(View view, int from, int limit) {
        int i = from;
        while (i < limit) {
            boolean written =
                    view.at(i) == '\\' && (view.at(i + 1) == 'n' || view.at(i + 1) == 'r');
            if (!written && !Ascii.is(view.at(i), Ascii.SPACE)) {
                break;
            }
            i += written ? 2 : 1;
        }
        view.worked(i - from);
        return i;
    }

    private static int lineEnd(View view, int from, int limit) {
        int i = from;
        while (i < limit && view.at(i) != '\n' && view.at(i) != '\\') {
            i++;
        }
        view.worked(i - from);
        return i;
    }

    /// Base64, line breaks raw or written out, and the headers of encrypted and PGP keys.
    private static boolean isBody(int b) {
        return Ascii.is(b, Ascii.BASE64 | Ascii.SPACE) || "=\\:,-().\"'|>#*".indexOf(b) >= 0;
    }
}
