package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.yaml.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Makes names of one issuer into names of principals that no other issuer and no API key has.
///
/// An issuer with a prefix `corp` names `client:corp/NAME`. The one without refuses names that begin as another's
/// do. A key's name holds no `/`; a plain name that a key has is the key's, and a token with it is refused.
final class TokenNames {

    private static final int NAME_LENGTH_MAX = 255;
    private static final int GROUP_LENGTH_MAX = 200;

    private final String prefix;
    private final Set<String> others;
    private final Predicate<String> heldByKey;

    /// @param others the prefixes of the other issuers
    /// @param heldByKey whether a subject is that of an API key which is not revoked
    TokenNames(Optional<String> prefix, Set<String> others, Predicate<String> heldByKey) {
        this.prefix = prefix.map(text -> text + "/").orElse("");
        this.others = Set.copyOf(others);
        this.heldByKey = heldByKey;
    }

    String client(String name) throws RefusedTokenException {
        return subject("client:", name);
    }

    String user(String name) throws RefusedTokenException {
        return subject("user:", name);
    }

    private String subject(String kind, String name) throws RefusedTokenException {
        if (name.isEmpty()
                || name.length() > NAME_LENGTH_MAX
                || !name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new RefusedTokenException(
                    "the token names "
                            + Quoted.of(name)
                            + ", where a name has 1 to 255 visible ASCII characters");
        }
        var subject = kind + own(name);
        if (heldByKey.test(subject)) {
            throw new RefusedTokenException(
                    "the token names " + Quoted.of(subject) + ", which is the name of an API key");
        }
        return subject;
    }

    Set<String> groups(List<String> groups) throws RefusedTokenException {
        var names = new TreeSet<String>();
        for (var group : groups) {
            if (group.isEmpty()
                    || group.codePointCount(0, group.length()) > GROUP_LENGTH_MAX
                    || !group.strip().equals(group)
                    || !group.codePoints().allMatch(TokenNames::visible)) {
                throw new RefusedTokenException(
                        "the token has the group "
                                + Quoted.of(group)
                                + ", where a group has 1 to 200 visible characters");
            }
            names.add(own(group));
        }
        return names;
    }

    private String own(String name) throws RefusedTokenException {
        var slash = name.indexOf('/');
        if (prefix.isEmpty() && slash > 0 && others.contains(name.substring(0, slash))) {
            throw new RefusedTokenException(
                    "the token names " + Quoted.of(name) + ", as only another issuer may");
        }
        return prefix + name;
    }

    private static boolean visible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
