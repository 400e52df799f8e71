package dev.sallyport.tools.kubernetes;

/// How names and places from outside are shown, and which names are names.
final class Words {

    private static final int SHOWN_MAX = 120;
    private static final int NAME_MAX = 253;
    private static final int LABEL_MAX = 63;

    private Words() {}

    /// Cut to a length that fits a sentence, with every character that is not plainly visible ASCII, and the
    /// backtick, made visible.
    static String shown(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < SHOWN_MAX; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '`') {
                shown.append(c);
            } else if (Character.isLetterOrDigit(c)) {
                shown.append(c);
            } else {
                shown.append("\\u%04x".formatted((int) c));
            }
        }
        return text.length() > SHOWN_MAX ? shown + "…" : shown.toString();
    }

    /// A place in a manifest, in backticks.
    static String path(String path) {
        return path.isEmpty() ? "the document" : "`" + shown(path) + "`";
    }

    /// An RFC 1123 label, as namespaces are.
    static boolean isLabel(String text) {
        return text.length() <= LABEL_MAX && text.indexOf('.') < 0 && isSubdomain(text);
    }

    /// RFC 1123 labels with dots between, at most 253 characters.
    static boolean isSubdomain(String text) {
        if (text.isEmpty() || text.length() > NAME_MAX) {
            return false;
        }
        boolean afterBreak = true;
        char last = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (afterBreak || (c != '-' && c != '.'))) {
                return false;
            }
            if (c == '.' && last == '-') {
                return false;
            }
            afterBreak = c == '.';
            last = c;
        }
        return last != '-' && last != '.';
    }
}
