package dev.sallyport.server.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// A sign-in that waits for the provider's answer. It is kept in a cookie of the browser that began it and nowhere
/// else: another browser cannot finish it, and strangers cannot fill anything by beginning many.
///
/// @param state comes back with the answer
/// @param nonce comes back in the ID token
/// @param verifier of the code challenge (RFC 7636)
/// @param returnTo a path of this server, see [#isLocal]
/// @param anew whether the provider is to ask the human again, whom it may know already
record PendingLogin(
        String state, String nonce, String verifier, Instant begun, String returnTo, boolean anew) {

    /// How long a human may take at the provider.
    static final Duration LASTS = Duration.ofMinutes(10);

    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARS = 43;
    private static final int PATH_LENGTH_MAX = 512;
    private static final String ANEW = "anew";
    private static final String USUAL = "usual";

    static PendingLogin begin(String returnTo, boolean anew, Instant now, SecureRandom random) {
        return new PendingLogin(
                secret(random),
                secret(random),
                secret(random),
                Instant.ofEpochSecond(now.getEpochSecond()),
                isLocal(returnTo) ? returnTo : "/",
                anew);
    }

    /// Whether a browser that is sent there stays here: a path, of visible ASCII, that names no host.
    static boolean isLocal(String path) {
        return path.length() <= PATH_LENGTH_MAX
                && path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
    }

    boolean isState(String given) {
        return MessageDigest.isEqual(
                state.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /// The cookie's value.
    String text() {
        var path =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(returnTo.getBytes(StandardCharsets.UTF_8));
        return String.join(
                ".",
                state,
                nonce,
                verifier,
                Long.toString(begun.getEpochSecond()),
                path,
                anew ? ANEW : USUAL);
    }

    /// @return empty when the text is none, or one that has waited too long
    static Optional<PendingLogin> parse(String text, Instant now) {
        var parts = text.split("\\.", -1);
        if (parts.length != 6 || !(parts[5].equals(ANEW) || parts[5].equals(USUAL))) {
            return Optional.empty();
        }
        for (int i = 0; i < 3; i++) {
            if (parts[i].length() != SECRET_CHARS || !isBase64Url(parts[i])) {
                return Optional.empty();
            }
        }
        try {
            var begun = Instant.ofEpochSecond(Long.parseLong(parts[3]));
            var path = new String(Base64.getUrlDecoder().decode(parts[4]), StandardCharsets.UTF_8);
            return isLocal(path) && !begun.isAfter(now) && now.isBefore(begun.plus(LASTS))
                    ? Optional.of(
                            new PendingLogin(
                                    parts[0],
                                    parts[1],
                                    parts[2],
                                    begun,
                                    path,
                                    parts[5].equals(ANEW)))
                    : Optional.empty();
        } catch (RuntimeException e) {
            // No number, no instant or no base64: it is none of ours.
            return Optional.empty();
        }
    }

    private static boolean isBase64Url(String text) {
        return text.chars()
                .allMatch(c ->
                        (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
    }

    private static String secret(SecureRandom random) {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Keeps the secrets out of logs.
    @Override
    public String toString() {
        return "PendingLogin[" + begun + "]";
    }
}
