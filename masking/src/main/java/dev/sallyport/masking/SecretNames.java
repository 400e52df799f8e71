package dev.sallyport.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides from the name of a field, variable, header or column whether its value is a secret.
///
/// The name is read as words (`dbPassword`, `DB_PASSWORD`, `db.password`), and the last ones decide:
/// `token_count` counts, `page_token` turns pages, `public_key` is public.
final class SecretNames {

    static final int NAME_MAX = 128;

    private static final Set<String> PASSWORDS =
            Set.of(
                    "password",
                    "passwd",
                    "pwd",
                    "passphrase",
                    "passcode",
                    "passwort",
                    "kennwort",
                    "contraseña",
                    "userpass",
                    "pgpassword");
    private static final Set<String> SECRETS =
            Set.of(
                    "secret",
                    "token",
                    "apikey",
                    "accesskey",
                    "secretkey",
                    "privatekey",
                    "authkey",
                    "authtoken",
                    "accesstoken",
                    "refreshtoken",
                    "clientsecret",
                    "credential",
                    "credentials",
                    "apisecret",
                    "signingkey",
                    "sharedaccesskey",
                    "accountkey",
                    "apitoken");
    private static final Set<String> KEY_OWNERS =
            Set.of(
                    "api",
                    "access",
                    "secret",
                    "private",
                    "auth",
                    "signing",
                    "encryption",
                    "master",
                    "account",
                    "shared",
                    "subscription",
                    "service",
                    "storage",
                    "hmac",
                    "jwt",
                    "session",
                    "webhook",
                    "deploy",
                    "app",
                    "application",
                    "license");
    private static final Set<String> HARMLESS =
            Set.of(
                    "page",
                    "next",
                    "previous",
                    "prev",
                    "continuation",
                    "continue",
                    "cursor",
                    "cancellation",
                    "stop",
                    "eos",
                    "bos",
                    "pad",
                    "unk",
                    "sep",
                    "cls",
                    "special",
                    "lock",
                    "public",
                    "sync",
                    "max",
                    "min",
                    "input",
                    "output",
                    "prompt",
                    "total",
                    "last",
                    "no",
                    "invalid",
                    "bad",
                    "wrong",
                    "missing",
                    "forgot",
                    "reset",
                    "change",
                    "concurrency",
                    "idempotency",
                    "is",
                    "has",
                    "use",
                    "delimiter");
    private static final Set<String> ADDITIONS =
            Set.of(
                    "value",
                    "hash",
                    "plain",
                    "text",
                    "raw",
                    "plaintext",
                    "string",
                    "new",
                    "old",
                    "current",
                    "confirmation",
                    "confirm",
                    "prod",
                    "dev",
                    "test",
                    "staging");

    private SecretNames() {}

    /// @return [Kind#PASSWORD], [Kind#SECRET], or null when the name says nothing
    static @Nullable Kind kindOf(String name) {
        if (name.isEmpty()
                || name.length() > NAME_MAX
                || name.indexOf('\'') >= 0
                || name.indexOf('⟦') >= 0) {
            return null;
        }
        var words = words(name);
        int last = words.size() - 1;
        while (last > 0 && ADDITIONS.contains(words.get(last))) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        var word = words.get(last);
        if (last > 0 && word.equals("key") && KEY_OWNERS.contains(words.get(last - 1))) {
            return Kind.SECRET;
        }
        if (PASSWORDS.contains(word) || (last > 0 && (word.equals("pass") || word.equals("pw")))) {
            return last > 0
                            && HARMLESS.contains(words.get(last - 1))
                            && !words.get(last - 1).equals("reset")
                    ? null
                    : Kind.PASSWORD;
        }
        if (SECRETS.contains(word)) {
            for (var before : words.subList(0, last)) {
                if (HARMLESS.contains(before)) {
                    return null;
                }
            }
            return Kind.SECRET;
        }
        if (word.endsWith("password") || word.endsWith("passwd") || word.endsWith("passphrase")) {
            return Kind.PASSWORD;
        }
        boolean token =
                word.endsWith("token") && !word.startsWith("page") && !word.startsWith("next");
        return token || word.endsWith("secret") || word.endsWith("apikey") ? Kind.SECRET : null;
    }

    private static List<String> words(String name) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean upper = Character.isUpperCase(c);
            boolean starts =
                    upper
                            && i > 0
                            && (Character.isLowerCase(name.charAt(i - 1))
                                    || (i + 1 < name.length()
                                            && Character.isLowerCase(name.charAt(i + 1))
                                            && Character.isUpperCase(name.charAt(i - 1))));
            if (!word.isEmpty() && (starts || !Character.isLetter(c))) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (Character.isLetter(c)) {
                word.append(Character.toLowerCase(c));
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
