package dev.sallyport.masking;

/// E-mail addresses: a local part of at most 64 bytes, `@`, and a domain with a top-level label of letters.
/// `[at]` and other disguises are not seen; `user@host` without a dot is none.
final class Emails implements Detector {

    private static final int LOCAL_MAX = 64;
    private static final int DOMAIN_MAX = 253;

    @Override
    public void look(View view, int at, int end, Findings findings) {
        int start = view.runStart(at, Ascii.EMAIL_LOCAL, LOCAL_MAX);
        while (start < at && !Ascii.is(view.at(start), Ascii.ALNUM)) {
            start++;
        }
        start = afterDelimiter(view, start, at);
        if (start == at || !Ascii.is(view.at(at - 1), Ascii.ALNUM | Ascii.BASE64_URL)) {
            return;
        }
        int stop = view.runEnd(end, Ascii.IDENTIFIER, DOMAIN_MAX);
        int lastDot = -1;
        int label = end;
        int domainEnd = -1;
        for (int i = end; i <= stop; i++) {
            if (i == stop || view.at(i) == '.') {
                if (i == label || view.at(label) == '-' || view.at(i - 1) == '-') {
                    break;
                }
                if (lastDot >= 0 && isTopLevel(view, label, i)) {
                    domainEnd = i;
                }
                lastDot = i;
                label = i + 1;
            } else if (view.at(i) == '_') {
                break;
            }
        }
        if (domainEnd < 0 || view.at(domainEnd) == '_' || view.at(domainEnd) == '@') {
            return;
        }
        if (!isLogin(view, start, at, domainEnd)) {
            findings.add(Kind.EMAIL, start, domainEnd);
        }
    }

    /// `git@host:path`, the account in `ssh://account@host/` and the password in `ssh://account:password@host`,
    /// which is found by another detector: all belong to machines, not to people.
    private static boolean isLogin(View view, int start, int at, int end) {
        int after = view.at(end);
        int user =
                view.at(start - 1) == ':'
                        ? view.runStart(start - 1, Ascii.IDENTIFIER, LOCAL_MAX)
                        : -1;
        if (user >= 0 && view.matches(user - 3, "://")) {
            return true;
        }
        boolean goesOn = after == ':' || after == '/';
        return goesOn
                && (view.matches(start - 3, "://")
                        || (at - start == 3 && view.matchesFolded(start, "git")));
    }

    /// `to=ana@…`, `'ana@…` and `mailto?x&ana@…`: what may stand in a local part but rather parts it off.
    private static int afterDelimiter(View view, int start, int at) {
        for (int i = at - 1; i > start; i--) {
            int b = view.at(i);
            if (b == '=' || b == '\'' || b == '`' || b == '|' || b == '{' || b == '&' || b == '/'
                    || b == '?') {
                return i + 1;
            }
        }
        return start;
    }

    private static boolean isTopLevel(View view, int start, int end) {
        int length = end - start;
        if (length < 2 || length > 24) {
            return false;
        }
        if (view.matchesFolded(start, "xn--")) {
            return true;
        }
        for (int i = start; i < end; i++) {
            if (!Ascii.is(view.at(i), Ascii.LETTER)) {
                return false;
            }
        }
        return !isFileEnding(view, start, length);
    }

    /// `logo@2x.png` is a file.
    private static boolean isFileEnding(View view, int start, int length) {
        return length <= 4
                && (view.matchesFolded(start, "png")
                        || view.matchesFolded(start, "jpg")
                        || view.matchesFolded(start, "jpeg")
                        || view.matchesFolded(start, "gif")
                        || view.matchesFolded(start, "svg")
                        || view.matchesFolded(start, "webp")
                        || view.matchesFolded(start, "js")
                        || view.matchesFolded(start, "css"));
    }
}
