package dev.sallyport.masking;

/// Private keys in PEM armour: `-----BEGIN … PRIVATE KEY-----` to its end, with real line breaks, with `\n`
/// written out, or cut off. Keys without armour are found by [EncodedRuns].
final class PrivateKeys implements Detector {

    private static final int LABEL_MAX = 40;

    /// An RSA key of 16,384 bits fits.
    private static final int KEY_MAX = 16 * 1024;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        int label = view.runEnd(end, Ascii.UPPER | Ascii.SPACE | Ascii.DIGIT, LABEL_MAX);
        if (!view.matches(label, "-----") || view.indexOfFolded("private key", end, label) < 0) {
            return;
        }
        int body = label + 5;
        int i = body;
        int limit = Math.min(view.length(), body + KEY_MAX);
        while (i < limit) {
            int b = view.at(i);
            if (b == '-' && view.matches(i, "-----")) {
                break;
            }
            if (!isBody(b)) {
                break;
            }
            i++;
        }
        view.worked(i - start);
        if (view.matches(i, "-----END ")) {
            int endLabel = view.runEnd(i + 9, Ascii.UPPER | Ascii.SPACE | Ascii.DIGIT, LABEL_MAX);
            i = view.matches(endLabel, "-----") ? endLabel + 5 : endLabel;
        }
        findings.add(Kind.PRIVATE_KEY, start, i);
    }

    /// Base64, line breaks raw or written out, and the headers of encrypted and PGP keys.
    private static boolean isBody(int b) {
        return Ascii.is(b, Ascii.BASE64 | Ascii.SPACE)
                || "=\\:,-().\"'|>#*".indexOf(b) >= 0
                || b == Ascii.BARRIER;
    }
}
