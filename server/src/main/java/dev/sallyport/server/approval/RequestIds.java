package dev.sallyport.server.approval;

import java.util.random.RandomGenerator;

/// The ids of requests: `apr_` and 130 random bits in base32, so that none can be guessed.
final class RequestIds {
    private static final String PREFIX = "apr_";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CHARACTERS = 26;

    private RequestIds() {}

    static String generate(RandomGenerator random) {
        var id = new StringBuilder(PREFIX);
        for (int i = 0; i < CHARACTERS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /// Whether the text could be an id at all; a database might refuse what could not.
    static boolean isId(String text) {
        return text.length() == PREFIX.length() + CHARACTERS
                && text.startsWith(PREFIX)
                && text.chars().skip(PREFIX.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }
}
