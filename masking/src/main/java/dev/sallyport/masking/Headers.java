package dev.sallyport.masking;

/// Credentials in `Authorization` (`Bearer`, `Basic` and others) and cookie headers, as headers, in JSON and
/// on command lines, and `Bearer …` on its own.
enum Headers implements Detector {
    AUTHORIZATION {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int i = valueStart(view, end);
            if (i < 0) {
                return;
            }
            int word = view.runEnd(i, Ascii.IDENTIFIER, 32);
            int credential = view.skipBlanks(word, 4);
            if (credential > word && credential - i < 32) {
                int stop = lineEnd(view, credential);
                if (view.at(credential) != '$'
                        && view.at(credential) != '<'
                        && view.at(credential) != '{'
                        && stop - credential >= 6) {
                    int tokenEnd = view.runEnd(credential, Ascii.TOKEN, VALUE_MAX);
                    boolean oneToken = tokenEnd > credential + 5;
                    findings.add(Kind.AUTHORIZATION, credential, oneToken ? tokenEnd : stop);
                }
            } else {
                int stop = view.runEnd(i, Ascii.TOKEN, VALUE_MAX);
                if (stop - i >= 16 && SecretValues.looksRandom(view.text(i, stop))) {
                    findings.add(Kind.AUTHORIZATION, i, stop);
                }
            }
        }
    },
    SCHEME {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            if (Ascii.isWord(view.at(start - 1))) {
                return;
            }
            int stop = view.runEnd(end, Ascii.TOKEN, VALUE_MAX);
            if (stop - end >= 16
                    && view.distinct(end, stop) >= 8
                    && SecretValues.looksRandom(view.text(end, stop))) {
                findings.add(Kind.AUTHORIZATION, end, stop);
            }
        }
    },
    COOKIE {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int i = valueStart(view, end);
            if (i < 0) {
                return;
            }
            int stop = lineEnd(view, i);
            int equals = view.runEnd(i, Ascii.IDENTIFIER, 128);
            if (view.at(equals) == '=' && equals > i && equals + 1 < stop) {
                findings.add(Kind.COOKIE, i, stop);
            }
        }
    };

    private static final int VALUE_MAX = 4096;

    /// Behind the header's name: an optional quote, a colon or `=`, blanks, an optional quote.
    private static int valueStart(View view, int end) {
        int i = end;
        if (Assignments.isQuote(view.at(i))) {
            i++;
        }
        i = view.skipBlanks(i, 4);
        if (view.at(i) != ':' && view.at(i) != '=' && view.at(i) != ',') {
            return -1;
        }
        i = view.skipBlanks(i + 1, 8);
        while (Assignments.isQuote(view.at(i)) || view.at(i) == '[') {
            i++;
        }
        return i;
    }

    private static int lineEnd(View view, int start) {
        int i = start;
        int limit = Math.min(view.length(), start + VALUE_MAX);
        while (i < limit && "\n\r\"'`".indexOf(view.at(i)) < 0) {
            i++;
        }
        view.worked(i - start);
        return i;
    }
}
