package dev.sallyport.server.approval;

import java.util.regex.Pattern;

/// Who somebody is, for humans who read quickly. Pure.
public final class PlainName {

    /// What stands for itself in a sentence: no spaces, no marks but these, and no letter in another's place.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}");

    private static final String CLIENT = "client:";
    private static final String USER = "user:";

    private PlainName() {}

    /// `agent coding-agent` for `client:coding-agent`, `ana@example.com` for `user:ana@example.com`: no two subjects
    /// have the same. What could be mistaken for something else, or has neither kind, is left whole.
    public static String of(String subject) {
        if (subject.startsWith(CLIENT)) {
            var name = subject.substring(CLIENT.length());
            return isPlain(name) ? "agent " + name : subject;
        }
        if (subject.startsWith(USER)) {
            var name = subject.substring(USER.length());
            return isPlain(name) ? name : subject;
        }
        return subject;
    }

    private static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }
}
