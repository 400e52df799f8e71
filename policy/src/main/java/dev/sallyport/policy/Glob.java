package dev.sallyport.policy;

/// A glob over names and slash-separated paths: `*` is any run without `/`, `**` any run, `**/` at the
/// start of a segment any number of whole directories (none included), `?` one character other than
/// `/`, everything else itself. Case matters. The empty text matches nothing.
///
/// Matching takes time linear in the text for each `*` and never backtracks exponentially.
public record Glob(String pattern) {

    /// At most this many characters in a pattern.
    public static final int LENGTH_MAX = 1024;

    public Glob {
        if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a glob has 1 to " + LENGTH_MAX + " characters, got " + pattern.length());
        }
    }

    public boolean matches(String text) {
        if (text.isEmpty()) {
            return false;
        }
        // Most globs are plain words and most texts are others, so the common part goes first.
        int plain = 0;
        while (plain < pattern.length() && !isWildcard(pattern.charAt(plain))) {
            if (plain == text.length() || pattern.charAt(plain) != text.charAt(plain)) {
                return false;
            }
            plain++;
        }
        if (plain == pattern.length()) {
            return plain == text.length();
        }
        if (plain == pattern.length() - 1 && pattern.charAt(plain) == '*') {
            // Names are short, and a loop is through them before a search has begun.
            for (int i = plain; i < text.length(); i++) {
                if (text.charAt(i) == '/') {
                    return false;
                }
            }
            return true;
        }
        return matchesFrom(plain, text);
    }

    /// What is left of the pattern, against what is left of the text. Apart from the common part, so that the compiler
    /// may inline that.
    private boolean matchesFrom(int plain, String text) {
        // reachable[i]: some way of reading the pattern so far ends before text[i].
        var reachable = new boolean[text.length() + 1];
        reachable[plain] = true;
        for (int p = plain; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            if (c == '*') {
                boolean acrossSlashes = pattern.startsWith("**", p);
                if (pattern.startsWith("**/", p) && (p == 0 || pattern.charAt(p - 1) == '/')) {
                    boolean seen = false;
                    for (int i = 0; i < text.length(); i++) {
                        seen |= reachable[i];
                        reachable[i + 1] |= seen && text.charAt(i) == '/';
                    }
                    p += 2;
                    continue;
                }
                if (acrossSlashes) {
                    p++;
                }
                for (int i = 0; i < text.length(); i++) {
                    if (reachable[i] && (acrossSlashes || text.charAt(i) != '/')) {
                        reachable[i + 1] = true;
                    }
                }
            } else {
                for (int i = text.length(); i > 0; i--) {
                    char t = text.charAt(i - 1);
                    reachable[i] = reachable[i - 1] && (c == t || (c == '?' && t != '/'));
                }
                reachable[0] = false;
            }
        }
        return reachable[text.length()];
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '?';
    }
}
