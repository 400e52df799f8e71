package dev.sallyport.server.identity;

import java.util.Set;

/// What the names in a key may look like.
final class KeyNames {

    private static final int GROUP_LENGTH_MAX = 200;
    private static final int ROLE_LENGTH_MAX = 64;

    static final String NAME_RULE =
            "a key's name is a lower-case letter or digit followed by at most 63 of"
                    + " `a-z`, `0-9`, `.`, `_`, `@` and `-`";

    static final String GROUPS_RULE =
            "a key has at most "
                    + ApiKeys.GROUPS_MAX
                    + " groups, each of 1 to "
                    + GROUP_LENGTH_MAX
                    + " visible characters without spaces";

    static final String ROLES_RULE =
            "a key is confined to 1 to "
                    + ApiKeys.ROLES_MAX
                    + " roles, each of up to "
                    + ROLE_LENGTH_MAX
                    + " ASCII letters, digits, `-`, `_` and `.`";

    private KeyNames() {}

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= ApiKeys.NAME_LENGTH_MAX
                && isLetterOrDigit(name.charAt(0))
                && name.chars().allMatch(c -> isLetterOrDigit(c) || "._@-".indexOf(c) >= 0);
    }

    static boolean areGroups(Set<String> groups) {
        return groups.size() <= ApiKeys.GROUPS_MAX && groups.stream().allMatch(KeyNames::isGroup);
    }

    private static boolean isGroup(String group) {
        return !group.isEmpty()
                && group.length() <= GROUP_LENGTH_MAX
                && group.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    static boolean areRoles(Set<String> roles) {
        return !roles.isEmpty()
                && roles.size() <= ApiKeys.ROLES_MAX
                && roles.stream().allMatch(KeyNames::isRole);
    }

    private static boolean isRole(String role) {
        return !role.isEmpty()
                && role.length() <= ROLE_LENGTH_MAX
                && role.chars()
                        .allMatch(c ->
                                isLetterOrDigit(c)
                                        || (c >= 'A' && c <= 'Z')
                                        || "-_.".indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
