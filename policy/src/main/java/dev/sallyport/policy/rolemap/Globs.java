package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Glob;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Several globs, plain names among them looked up rather than tried one after the other.
final class Globs {

    /// With so many names or fewer, trying each is quicker than looking up.
    private static final int FEW = 4;

    private final String[] few;
    private final Set<String> many;
    private final Glob[] patterns;

    Globs(List<String> globs) {
        patterns = globs.stream().filter(Globs::isPattern).map(Glob::new).toArray(Glob[]::new);
        var names =
                globs.stream()
                        .filter(glob -> !isPattern(glob))
                        .collect(Collectors.toUnmodifiableSet());
        few = names.size() <= FEW ? names.toArray(String[]::new) : new String[0];
        many = names.size() <= FEW ? Set.of() : names;
    }

    boolean matches(String text) {
        int hash = text.hashCode();
        for (var name : few) {
            if (name.hashCode() == hash && name.equals(text)) {
                return true;
            }
        }
        if (!many.isEmpty() && many.contains(text)) {
            return true;
        }
        for (var pattern : patterns) {
            if (pattern.matches(text)) {
                return true;
            }
        }
        return false;
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
