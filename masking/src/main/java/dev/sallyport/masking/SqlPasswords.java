package dev.sallyport.masking;

/// Passwords that SQL puts far behind their word: `IDENTIFIED [WITH plugin] BY 'x'` and
/// `SET PASSWORD FOR user = 'x'`.
enum SqlPasswords implements Detector {
    IDENTIFIED("by "),
    SET("=");

    private static final int REACH = 96;
    private static final int VALUE_MAX = 256;

    private final String before;

    SqlPasswords(String before) {
        this.before = before;
    }

    @Override
    public void look(View view, int start, int end, Findings findings) {
        int found = view.indexOfFolded(before, end, end + REACH);
        if (found < 0) {
            return;
        }
        int value = view.skipBlanks(found + before.length(), 16);
        int quote = view.at(value);
        if (!Assignments.isQuote(quote)) {
            int stop = view.runEnd(value, Ascii.TOKEN, VALUE_MAX);
            if (this == IDENTIFIED
                    && SecretValues.isSecret(Kind.PASSWORD, view.text(value, stop), false)) {
                findings.add(Kind.PASSWORD, value, stop);
            }
            return;
        }
        value = Assignments.lastOfDoubled(view, value);
        int i = value + 1;
        int limit = Math.min(view.length(), i + VALUE_MAX);
        while (i < limit && view.at(i) != quote && view.at(i) != '\n') {
            i++;
        }
        view.worked(i - value);
        if (i - value > 2) {
            findings.add(Kind.PASSWORD, value + 1, i);
        }
    }
}
