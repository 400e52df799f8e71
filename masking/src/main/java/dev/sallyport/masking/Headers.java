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
            if (view.at(credential) == Ascii.BARRIER) {
                return;
            }
            if (credential == word) {
                addToken(view, i, 16, findings);
            } else if (isTokenScheme(view, i, word)) {
                addToken(view, credential, 6, findings);
            } else {
                int stop = lineEnd(view, credential, Assignments.isQuote(view.at(i - 1)));
                if (view.has(credential, stop, Ascii.DIGIT)
                        && view.indexOfFolded("=", credential, stop) > 0) {
                    findings.add(Kind.AUTHORIZATION, credential, stop);
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
            int stop = lineEnd(view, i, true);
            int equals = view.runEnd(i, Ascii.IDENTIFIER, 128);
            if (view.at(equals) == '=' && equals > i && equals + 1 < stop) {
                findings.add(Kind.COOKIE, i, stop);
            }
        }
    };

    private static final int VALUE_MAX = 4096;

    /// Schemes with one token behind them; others take parameters to the end of the line.
    private static final java.util.List<String> TOKEN_SCHEMES =
            java.util.List.of(
                    "bearer",
                    "basic",
                    "token",
                    "apikey",
                    "key",
                    "negotiate",
                    "ntlm",
                    "dpop",
                    "bot");

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

    private static boolean isTokenScheme(View view, int start, int end) {
        for (var scheme : TOKEN_SCHEMES) {
            if (scheme.length() == end - start && view.matchesFolded(start, scheme)) {
                return true;
            }
        }
        return false;
    }

    /// Reports the word at `start` unless it is a placeholder or plain prose.
    private static void addToken(View view, int start, int min, Findings findings) {
        int stop = start;
        int limit = Math.min(view.length(), start + VALUE_MAX);
        while (stop < limit
                && !Ascii.is(view.at(stop), Ascii.SPACE)
                && view.at(stop) != Ascii.BARRIER
                && "\"'`<>\\,;".indexOf(view.at(stop)) < 0) {
            stop++;
        }
        view.worked(stop - start);
        int first = view.at(start);
        if (first != '$'
                && first != '{'
                && stop - start >= min
                && SecretValues.looksRandom(view.text(start, stop))) {
            findings.add(Kind.AUTHORIZATION, start, stop);
        }
    }

    private static int lineEnd(View view, int start, boolean quoted) {
        int i = start;
        int limit = Math.min(view.length(), start + VALUE_MAX);
        while (i < limit
                && "\n\r".indexOf(view.at(i)) < 0
                && !(quoted && Assignments.isQuote(view.at(i)))) {
            i++;
        }
        view.worked(i - start);
        return i;
    }
}
