package dev.sallyport.tools.git;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/// The short name of a branch in its one canonical form: `agent/fix-total`, never `refs/heads/agent/fix-total`.
///
/// Only printable ASCII that needs no quoting is taken, so no two names look alike.
record BranchName(String name) {

    static final int LENGTH_MAX = 200;

    private static final String OTHER_CHARACTERS = "-_./+#=,@";

    /// Empty for anything that is not plainly the short name of a branch.
    static Optional<BranchName> parse(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX || !plain(text)) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String prefix : new String[] {"refs/", "heads/", "remotes/", "tags/", "-", "@"}) {
            if (lower.startsWith(prefix)) {
                return Optional.empty();
            }
        }
        // A branch that reads like a pseudo-ref (HEAD, FETCH_HEAD) or an object id misleads every
        // git command.
        String last = lower.substring(lower.lastIndexOf('/') + 1);
        if (lower.equals("refs")
                || last.equals("head")
                || last.endsWith("_head")
                || isObjectId(lower)
                || lower.endsWith(".")
                || !Repository.isValidRefName(Constants.R_HEADS + text)) {
            return Optional.empty();
        }
        return Optional.of(new BranchName(text));
    }

    static boolean isObjectId(String text) {
        return text.length() == Constants.OBJECT_ID_STRING_LENGTH
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    String ref() {
        return Constants.R_HEADS + name;
    }

    /// Whether a file system or host that ignores case would take both for one, or for one inside the other.
    boolean collidesWith(String other) {
        if (other.equals(name)) {
            return false;
        }
        String mine = name.toLowerCase(Locale.ROOT);
        String theirs = other.toLowerCase(Locale.ROOT);
        return mine.equals(theirs)
                || mine.startsWith(theirs + "/")
                || theirs.startsWith(mine + "/");
    }

    private static boolean plain(String text) {
        return text.chars()
                .allMatch(c ->
                        (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || OTHER_CHARACTERS.indexOf(c) >= 0);
    }
}
