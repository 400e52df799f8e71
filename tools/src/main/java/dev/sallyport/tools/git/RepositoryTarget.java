package dev.sallyport.tools.git;

import java.net.URI;

/// A configured repository.
///
/// @param name what callers call it: 1 to 64 of `a-z A-Z 0-9 . _ -`, not starting with a dot or dash
/// @param url `http://` or `https://`, without a user or password in it
/// @param username empty for an upstream that asks for no credential
/// @param password or token; never shown, not even by [#toString]
public record RepositoryTarget(String name, String url, String username, String password) {

    private static final int NAME_MAX = 64;

    public RepositoryTarget {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a repository's name has 1 to "
                            + NAME_MAX
                            + " letters, digits, dots, dashes and underscores, not `"
                            + name
                            + "`");
        }
        var uri = URI.create(url);
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the url of repository `" + name + "` must start with http:// or https://");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the url of repository `"
                            + name
                            + "` must hold no user or password; use `username` and `password`");
        }
        if (username.isEmpty() != password.isEmpty()) {
            throw new IllegalArgumentException(
                    "repository `" + name + "` needs both `username` and `password`, or neither");
        }
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > NAME_MAX || name.charAt(0) == '.') {
            return false;
        }
        if (name.charAt(0) == '-') {
            return false;
        }
        return name.chars()
                .allMatch(c ->
                        (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '_'
                                || c == '-');
    }

    @Override
    public String toString() {
        return "RepositoryTarget[name=" + name + ", url=" + url + ", credential hidden]";
    }
}
