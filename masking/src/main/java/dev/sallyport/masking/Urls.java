package dev.sallyport.masking;

/// Passwords in `scheme://user:password@host`, and tokens in `scheme://token@host`.
final class Urls implements Detector {

    private static final int AUTHORITY_MAX = 1024;
    private static final int LONELY_TOKEN_MIN = 16;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        if (!Ascii.is(view.at(start - 1), Ascii.ALNUM)) {
            return;
        }
        int at = -1;
        int colon = -1;
        int slash = -1;
        int i = end;
        int limit = Math.min(view.length(), end + AUTHORITY_MAX);
        for (; i < limit; i++) {
            int b = view.at(i);
            if (Ascii.is(b, Ascii.SPACE)
                    || b == '"'
                    || b == '\''
                    || b == '<'
                    || b == '>'
                    || b == '`') {
                break;
            }
            if (b == '/' || b == '?' || b == '#') {
                // A password with a slash in it: look on, but only while no host can have ended
                // here.
                if (at >= 0 || colon < 0 || isPort(view, colon + 1, i)) {
                    break;
                }
                slash = i;
            } else if (b == '@') {
                at = i;
                if (slash >= 0) {
                    break;
                }
            } else if (b == ':' && colon < 0) {
                colon = i;
            }
        }
        view.worked(i - start);
        if (at < 0) {
            return;
        }
        if (colon >= 0 && colon < at) {
            if (at > colon + 1 && !isTemplate(view.at(colon + 1))) {
                findings.add(Kind.PASSWORD, colon + 1, at);
            }
        } else if (at - end >= LONELY_TOKEN_MIN && SecretValues.looksRandom(view.text(end, at))) {
            findings.add(Kind.SECRET, end, at);
        }
    }

    private static boolean isTemplate(int b) {
        return b == '$' || b == '{' || b == '*' || b == Ascii.BARRIER;
    }

    private static boolean isPort(View view, int start, int end) {
        return end > start
                && end - start <= 5
                && !view.has(start, end, Ascii.LETTER)
                && Ascii.is(view.at(start), Ascii.DIGIT);
    }
}
