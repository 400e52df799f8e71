package dev.sallyport.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text form of a key: `sp_`, 16 hex digits that find it, 43 base64url characters that are the secret
/// (256 random bits), 8 hex digits of CRC-32 over all before them.
///
/// The checksum is no protection. It tells a mistyped or cut token from a wrong one, and lets secret scanners
/// recognise a token without false alarms.
record ApiKeyToken(String text) {
    static final String PREFIX = "sp_";
    private static final int ID_BYTES = 8;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{" + 2 * ID_BYTES + "}");
    private static final int ID_END = PREFIX.length() + 2 * ID_BYTES;
    private static final int SECRET_BYTES = 32;
    private static final int CHECKSUM_START = ID_END + 43;
    static final int LENGTH = CHECKSUM_START + 8;

    static ApiKeyToken generate(RandomGenerator random) {
        var id = new byte[ID_BYTES];
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        var body =
                PREFIX
                        + HexFormat.of().formatHex(id)
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new ApiKeyToken(body + checksum(body));
    }

    /// @return empty when the text is no token: wrong length, prefix or checksum
    static Optional<ApiKeyToken> parse(String text) {
        boolean wellFormed =
                text.length() == LENGTH
                        && text.startsWith(PREFIX)
                        && text.substring(CHECKSUM_START)
                                .equals(checksum(text.substring(0, CHECKSUM_START)));
        return wellFormed ? Optional.of(new ApiKeyToken(text)) : Optional.empty();
    }

    /// Whether a key could be found under it.
    static boolean isKeyId(String text) {
        return ID.matcher(text).matches();
    }

    /// The public part, under which the key is found.
    String keyId() {
        return text.substring(PREFIX.length(), ID_END);
    }

    /// SHA-256 over the whole token. With 256 random bits inside, a slow hash would add nothing.
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Keeps the token out of logs.
    @Override
    public String toString() {
        return PREFIX + keyId() + "…";
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
