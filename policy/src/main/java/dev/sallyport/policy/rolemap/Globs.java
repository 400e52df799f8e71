package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Glob;
import java.util.List;
import java.util.Optional;

/// Several globs, plain names among them looked up rather than tried one after the other.
final class Globs {

    private final Names names;
    // Patterns that are a plain beginning and one `*`, by the beginning: the most frequent ones.
    private final String[] beginnings;
    private final Glob[] patterns;

    Globs(List<String> globs) {
        names = new Names(globs.stream().filter(glob -> !isPattern(glob)).toList());
        beginnings =
                globs.stream()
                        .filter(Globs::isBeginning)
                        .map(glob -> glob.substring(0, glob.length() - 1))
                        .toArray(String[]::new);
        patterns =
                globs.stream()
                        .filter(glob -> isPattern(glob) && !isBeginning(glob))
                        .map(Glob::new)
                        .toArray(Glob[]::new);
    }

    boolean matches(String text) {
        if (names.contains(text)) {
            return true;
        }
        for (var beginning : beginnings) {
            if (text.startsWith(beginning) && isSegment(text, beginning.length())) {
                return true;
            }
        }
        for (var pattern : patterns) {
            if (pattern.matches(text)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the text is not empty and has no slash from there on.
    private static boolean isSegment(String text, int from) {
        // Names are short, and a loop is through them before a search has begun.
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '/') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isBeginning(String glob) {
        int last = glob.length() - 1;
        return glob.endsWith("*") && glob.indexOf('*') == last && glob.indexOf('?') < 0;
    }

    static boolean isPattern(String glob) {
        return glob.indexOf('*') >= 0 || glob.indexOf('?') >= 0;
    }

    /// Why an author cannot have meant this as a glob; empty when it is a good one.
    static Optional<String> flaw(String glob) {
        if (glob.isEmpty()) {
            return Optional.of("is empty and would match nothing");
        }
        if (glob.length() > Glob.LENGTH_MAX) {
            return Optional.of("is longer than " + Glob.LENGTH_MAX + " characters");
        }
        if (!glob.strip().equals(glob)) {
            return Optional.of("begins or ends with a space");
        }
        if (glob.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("contains a control character");
        }
        if (glob.startsWith("!")) {
            return Optional.of("begins with `!`, which globs here do not know");
        }
        return "[]{}\\"
                .chars()
                .filter(c -> glob.indexOf(c) >= 0)
                .mapToObj(c -> "contains `" + (char) c + "`, which globs here do not know")
                .findFirst();
    }
}
