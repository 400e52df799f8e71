package dev.sallyport.server.approval;

import java.util.random.RandomGenerator;

/// The ids of requests, grants and delegations: a prefix and 130 random bits in base32, so that none can be guessed.
enum RequestIds {
    REQUEST("apr_"),
    GRANT("grt_"),
    DELEGATION("dlg_");

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CHARACTERS = 26;

    private final String prefix;

    RequestIds(String prefix) {
        this.prefix = prefix;
    }

    /// An id of a request.
    static String generate(RandomGenerator random) {
        return REQUEST.next(random);
    }

    /// Whether the text could be an id of a request at all; a database might refuse what could not.
    static boolean isId(String text) {
        return REQUEST.matches(text);
    }

    String next(RandomGenerator random) {
        var id = new StringBuilder(prefix);
        for (int i = 0; i < CHARACTERS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    boolean matches(String text) {
        return text.length() == prefix.length() + CHARACTERS
                && text.startsWith(prefix)
                && text.chars().skip(prefix.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }
}
