package dev.sallyport.masking;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// The texts that stand where something was hidden: `⟦masked⟧`, `⟦masked:EMAIL⟧`, `⟦masked:token:hkgv…⟧`.
///
/// The brackets U+27E6 and U+27E7 occur in practically no data, so a sentinel is known for one wherever it
/// turns up, and a caller that sends one back as a value can be refused instead of destroying what it
/// stands for.
public final class Sentinels {

    /// The masks that put a sentinel in place inside a query: `⟦masked:redact⟧`, `⟦masked:token:…⟧` and so on.
    /// A tool may also write plain `⟦masked⟧`.
    public static final List<String> QUERY_MASKS =
            List.of("redact", "null", "last4", "token", "year");

    /// At most this many characters between `masked` and the closing bracket.
    public static final int SUFFIX_MAX = 40;

    private static final int OPEN = '⟦';
    private static final int CLOSE = '⟧';
    private static final String WORD = "masked";
    private static final int DEPTH_MAX = 256;

    private Sentinels() {}

    /// The sentinel for what `type` names: `EMAIL` gives `⟦masked:EMAIL⟧`.
    ///
    /// @param type 1 to 40 characters of `A-Z a-z 0-9 _ :`
    public static String of(String type) {
        if (type.isEmpty()
                || type.length() >= SUFFIX_MAX
                || !type.chars().allMatch(Sentinels::isSuffix)) {
            throw new IllegalArgumentException("not a name for a sentinel: `" + type + "`");
        }
        return "⟦" + WORD + ":" + type + "⟧";
    }

    /// Whether a sentinel, or what a reader or a database could take for one, occurs in the text: with
    /// invisible characters in it, in full-width letters or either case, with look-alike brackets, or
    /// written in backslash, `%E2%9F%A6` or `&#x27E6;` escapes.
    ///
    /// A sentinel that a query puts together from pieces cannot be seen here.
    public static boolean occursIn(String text) {
        if (text.indexOf('⟦') < 0 && isPlain(text)) {
            return false;
        }
        var plain = SentinelText.folded(text);
        for (int open = plain.indexOf(OPEN); open >= 0; open = plain.indexOf(OPEN, open + 1)) {
            if (plain.startsWith(WORD, open + 1)) {
                int close = plain.indexOf(CLOSE, open + 1 + WORD.length());
                if (close >= 0 && close - open - 1 - WORD.length() <= SUFFIX_MAX) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether a sentinel occurs in any text or key of the value.
    ///
    /// A value nested deeper than 256 counts as holding one: what cannot be searched is refused.
    public static boolean occursIn(JsonNode value) {
        return occursIn(value, 0);
    }

    private static boolean occursIn(JsonNode value, int depth) {
        if (depth > DEPTH_MAX) {
            return true;
        }
        if (value.isString()) {
            return occursIn(value.stringValue());
        }
        if (value.isObject()) {
            for (var property : value.properties()) {
                if (occursIn(property.getKey()) || occursIn(property.getValue(), depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        for (var child : value) {
            if (occursIn(child, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /// The length of the sentinel that begins at `start`, or 0. Only what this gate itself writes counts
    /// here, since it is passed over unread: a secret between brackets must not go unseen.
    static int lengthAt(char[] text, int start, int end) {
        int i = start + 1;
        if (text[start] != OPEN || !startsWith(text, i, end, WORD)) {
            return 0;
        }
        i += WORD.length();
        int suffix = i;
        while (i < end && i - suffix <= SUFFIX_MAX && isSuffix(text[i])) {
            i++;
        }
        if (i >= end || text[i] != CLOSE || !isOurs(new String(text, suffix, i - suffix))) {
            return 0;
        }
        return i + 1 - start;
    }

    private static boolean isOurs(String suffix) {
        if (suffix.isEmpty()) {
            return true;
        }
        if (suffix.charAt(0) != ':') {
            return false;
        }
        var name = suffix.substring(1);
        if (QUERY_MASKS.contains(name)) {
            return true;
        }
        if (name.startsWith("token:")) {
            // The letters of a token's digits, which no number and no key could be written in.
            return name.length() > 6 && name.chars().skip(6).allMatch(c -> c >= 'g' && c <= 'v');
        }
        for (var kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSuffix(int c) {
        return c < 0x80 && (Ascii.is(c, Ascii.ALNUM) || c == '_' || c == ':');
    }

    private static boolean startsWith(char[] text, int start, int end, String word) {
        if (end - start < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the text holds neither anything outside ASCII nor the beginning of an escape.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == '\\' || c == '%' || c == '&') {
                return false;
            }
        }
        return true;
    }
}
