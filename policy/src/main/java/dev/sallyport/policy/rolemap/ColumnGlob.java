package dev.sallyport.policy.rolemap;

/// Globs over `schema.table.column`, which match from the right when they have fewer parts.
public final class ColumnGlob {

    private ColumnGlob() {}

    /// Whether every column that `narrow` names is named by `wide` too. Errs towards no.
    public static boolean covers(String wide, String narrow) {
        if (wide.equals(narrow)) {
            return true;
        }
        var wideParts = wide.split("\\.", -1);
        var narrowParts = narrow.split("\\.", -1);
        int missing = wideParts.length - narrowParts.length;
        for (int i = 0; i < wideParts.length; i++) {
            // Where the narrow glob leaves a part away, it means any.
            var part = i < missing ? "**" : narrowParts[i - missing];
            if (!partCovers(wideParts[i], part)) {
                return false;
            }
        }
        return true;
    }

    /// The wide part must match the narrow one read as a text in which `*` can only be matched by `*` and
    /// `?` by `*` or `?`.
    private static boolean partCovers(String wide, String narrow) {
        if (wide.equals("**") || wide.equals(narrow)) {
            return true;
        }
        if (wide.contains("**") || narrow.contains("**")) {
            return false;
        }
        var reachable = new boolean[narrow.length() + 1];
        reachable[0] = true;
        for (int p = 0; p < wide.length(); p++) {
            char c = wide.charAt(p);
            if (c == '*') {
                for (int i = 0; i < narrow.length(); i++) {
                    reachable[i + 1] |= reachable[i] && narrow.charAt(i) != '/';
                }
            } else {
                for (int i = narrow.length(); i > 0; i--) {
                    char n = narrow.charAt(i - 1);
                    boolean one = c == '?' ? n != '*' && n != '/' : c == n;
                    reachable[i] = reachable[i - 1] && one;
                }
                reachable[0] = false;
            }
        }
        return reachable[narrow.length()];
    }
}
