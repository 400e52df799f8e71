package dev.sallyport.masking;

import org.jspecify.annotations.Nullable;

/// Values behind the name of a secret: `password: x`, `DB_PASSWORD=x`, `"apiKey": "x"`, `--token x`,
/// `password => 'x'`, `setPassword("x")`, `<password>x<`, SQL's `PASSWORD 'x'`, and Kubernetes' `name: …` and `value: …`.
///
/// Unquoted values end at a blank, except behind a name that begins its line, where a `.env` or YAML value
/// takes the rest of it. Prose is told apart by small rules, so a password that reads like prose can pass.
final class Assignments implements Detector {

    /// How far the name is read on either side of its anchor.
    private static final int NAME_SIDE_MAX = 48;

    private static final int VALUE_MAX = 1024;

    private static final int BLANKS_MAX = 16;

    private static final int QUOTES_MAX = 8;

    @Override
    public void look(View view, int start, int end, Findings findings) {
        int nameStart = view.runStart(start, Ascii.IDENTIFIER, NAME_SIDE_MAX);
        int nameEnd = view.runEnd(end, Ascii.IDENTIFIER, NAME_SIDE_MAX);
        // The last words decide; in a longer run another anchor may be nearer to them.
        if (nameEnd - end >= NAME_SIDE_MAX) {
            return;
        }

        boolean flag = view.matches(nameStart, "--");
        var kind = SecretNames.kindOf(view.text(nameStart, nameEnd));
        if (kind == null) {
            return;
        }
        int afterName = nameEnd;
        int quote = view.at(afterName);
        boolean quotedName = isQuote(quote) && view.at(nameStart - 1) == quote;
        afterName += quotedName ? (view.at(afterName + 1) == quote ? 2 : 1) : 0;
        afterName += view.at(afterName) == ']' ? 1 : 0;
        int i = view.skipBlanks(afterName, BLANKS_MAX);
        int b = view.at(i);
        if (b == ':' || b == '=') {
            if (view.at(i + 1) == '=' || view.at(i + 1) == '~') {
                return;
            }
            i++;
            if (view.at(i) == '=' || view.at(i) == '>') {
                i++;
            }
            value(view, kind, nameStart, view.skipBlanks(i, BLANKS_MAX), b, findings);
        } else if (flag && i > afterName) {
            value(view, kind, nameStart, i, ' ', findings);
        } else if (b == '\'' && i > afterName) {
            value(view, kind, nameStart, i, ' ', findings);
        } else if (view.at(nameEnd) == '>' && view.at(nameStart - 1) == '<') {
            element(view, kind, nameEnd + 1, findings);
        } else if (b == '(' && isQuote(view.at(i + 1)) && isSetter(view, nameStart, nameEnd)) {
            quoted(view, kind, i + 1, findings);
        } else {
            named(view, kind, nameEnd, quotedName, findings);
        }
    }

    /// `<password>x</password>`.
    private static void element(View view, Kind kind, int start, Findings findings) {
        int stop = start;
        int limit = Math.min(view.length(), start + VALUE_MAX);
        while (stop < limit && view.at(stop) != '<' && view.at(stop) != '\n') {
            stop++;
        }
        view.worked(stop - start);
        add(view, kind, start, stop, true, findings);
    }

    /// `- name: DB_PASSWORD` and `value: x` on the next line, or the same in JSON.
    private static void named(
            View view, Kind kind, int nameEnd, boolean quoted, Findings findings) {
        int i = quoted ? nameEnd + 1 : nameEnd;
        int stop = i + 64;
        int breaks = 0;
        while (i < stop
                && (Ascii.is(view.at(i), Ascii.SPACE) || view.at(i) == ',' || view.at(i) == '"')) {
            breaks += view.at(i) == '\n' || view.at(i) == ',' ? 1 : 0;
            i++;
            // The line may be one of a diff.
            if (view.at(i - 1) == '\n' && (view.at(i) == '+' || view.at(i) == '-')) {
                i++;
            }
        }
        view.worked(i - nameEnd);
        if (breaks > 0 && view.matches(i, "value")) {
            i += 5;
            i += view.at(i) == '"' ? 1 : 0;
            i = view.skipBlanks(i, BLANKS_MAX);
            if (view.at(i) == ':') {
                value(view, kind, i, view.skipBlanks(i + 1, BLANKS_MAX), ':', findings);
            }
        }
    }

    /// `builder.password(…)` and `setPassword(…)`, but not `secret(…)`, which may name one.
    private static boolean isSetter(View view, int start, int end) {
        return view.matches(start, "set")
                || view.matches(start, "with")
                || view.text(start, end).indexOf('.') >= 0;
    }

    /// Whether the quote behind `password=` ends a literal that began before the name, as in code.
    private static boolean endsLiteral(View view, int nameStart, int quote) {
        return view.at(quote - 1) == '='
                && lastOfDoubled(view, quote) == quote
                && (view.at(nameStart - 1) == view.at(quote)
                        || (view.at(quote + 1) == ')' || view.at(quote + 1) == ',')
                        || (view.at(quote + 1) == ' ' && view.at(quote + 2) == '+'));
    }

    private static void value(
            View view, Kind kind, int nameStart, int start, int operator, Findings findings) {
        int b = view.at(start);
        if (isQuote(b) || (b == '\\' && isQuote(view.at(start + 1)))) {
            if (!endsLiteral(view, nameStart, start)) {
                quoted(view, kind, start, findings);
            }
            return;
        }
        if (b == '|' || b == '>') {
            start = blockScalar(view, start);
            b = view.at(start);
        }
        if ((b == '{' && view.at(start + 1) != '{') || b == '[' || b == '(') {
            return;
        }
        int stop = restOfLine(view, nameStart, start);
        if (stop < 0) {
            stop = word(view, start);
        }
        if (stop == start || isProse(view, nameStart, start, stop, operator)) {
            return;
        }
        add(view, kind, start, stop, false, findings);
    }

    private static void quoted(View view, Kind kind, int start, Findings findings) {
        boolean escaped = view.at(start) == '\\';
        start = escaped ? start : lastOfDoubled(view, start);
        int quote = view.at(escaped ? start + 1 : start);
        int from = escaped ? start + 2 : start + 1;
        int limit = Math.min(view.length(), from + VALUE_MAX);
        int i = from;
        while (i < limit && view.at(i) != quote && view.at(i) != '\n') {
            if (view.at(i) == '\\') {
                if (escaped && view.at(i + 1) == quote) {
                    break;
                }
                i++;
            }
            i++;
        }
        i = Math.min(i, limit);
        view.worked(i - start);
        add(view, kind, from, i, true, findings);
    }

    /// The value's first line below `|` or `>`.
    private static int blockScalar(View view, int start) {
        int i = start + 1;
        while (i < start + 4 && view.at(i) != '\n' && i < view.length()) {
            i++;
        }
        if (view.at(i) != '\n') {
            return start;
        }
        return view.skipBlanks(i + 1, 64);
    }

    /// The end of a `.env` or YAML value, or -1 when the name does not begin its line.
    private static int restOfLine(View view, int nameStart, int start) {
        int i = nameStart;
        int limit = Math.max(0, nameStart - 64);
        while (i > limit
                && (view.at(i - 1) == ' ' || view.at(i - 1) == '-' || view.at(i - 1) == '\t')) {
            i--;
        }
        if (i > 0 && view.at(i - 1) != '\n') {
            if (!(view.matches(i - 6, "export") && (i - 6 == 0 || view.at(i - 7) == '\n'))) {
                return -1;
            }
        }
        int stop = start;
        while (stop < view.length()
                && stop < start + VALUE_MAX
                && view.at(stop) != '\n'
                && view.at(stop) != '\r') {
            int b = view.at(stop);
            // A comment, or more than one value: then it is no line of this kind.
            if (b == ' ' || b == '\t') {
                int next = view.skipBlanks(stop, 64);
                int c = view.at(next);
                return c == 0 || c == '\n' || c == '\r' || c == '#' ? stop : -1;
            }
            if (b == '"' || b == '{' || b == '}') {
                return -1;
            }
            stop++;
        }
        view.worked(stop - start);
        int last = view.at(stop - 1);
        return last == ';' || last == ',' || last == '\'' ? -1 : stop;
    }

    private static int word(View view, int start) {
        int i = start;
        int limit = Math.min(view.length(), start + VALUE_MAX);
        while (i < limit) {
            int b = view.at(i);
            if (Ascii.is(b, Ascii.SPACE) || ",;&\"'`<>)}]|\\".indexOf(b) >= 0) {
                if (!((b == '>' || b == '<') && i == start)) {
                    break;
                }
            }
            i++;
        }
        while (i > start && (view.at(i - 1) == '.' || view.at(i - 1) == ':')) {
            i--;
        }
        view.worked(i - start);
        return i;
    }

    /// `Password: must contain…`: a colon, a plain word and more words after it.
    private static boolean isProse(View view, int nameStart, int start, int stop, int operator) {
        if (operator != ':' || view.at(stop) != ' ' || !Ascii.is(view.at(stop + 1), Ascii.LETTER)) {
            return false;
        }
        for (int i = start; i < stop; i++) {
            if (!Ascii.is(view.at(i), Ascii.LETTER)) {
                return false;
            }
        }
        view.worked(stop - nameStart);
        return true;
    }

    private static void add(
            View view, Kind kind, int start, int stop, boolean quoted, Findings findings) {
        if (stop > start
                && SecretValues.isSecret(kind, view.text(start, stop), quoted)
                && !isMasked(view, start, stop)) {
            findings.add(kind, start, stop);
        }
    }

    private static boolean isMasked(View view, int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (view.at(i) != Ascii.BARRIER) {
                return false;
            }
        }
        return true;
    }

    /// Within a text of SQL, or of CSV, every quote stands twice; some languages open a literal with three.
    ///
    /// @param start of a quote
    /// @return the last of up to `QUOTES_MAX` quotes, or `start` where no value begins behind them
    static int lastOfDoubled(View view, int start) {
        int quote = view.at(start);
        int end = start + 1;
        while (end < start + QUOTES_MAX && view.at(end) == quote) {
            end++;
        }
        view.worked(end - start);
        int next = view.at(end);
        // Three can also end a literal of SQL or Basic that code goes on with: `'password '''||x`.
        boolean joined = end - start > 2 && (next == '|' || next == '+' || next == '&');
        return SecretValues.begins(next) && !joined ? end - 1 : start;
    }

    static boolean isQuote(int b) {
        return b == '"' || b == '\'' || b == '`';
    }

    static @Nullable Kind kindOf(String name, String value) {
        var kind = SecretNames.kindOf(name);
        return kind != null && SecretValues.isSecret(kind, value, true) ? kind : null;
    }
}
