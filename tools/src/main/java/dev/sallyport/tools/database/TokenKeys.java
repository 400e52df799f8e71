package dev.sallyport.tools.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The two keyed blocks of HMAC-SHA-256 for the `token` mask of one database.
///
/// Tokens of one database are equal where values are, so that they join; those of two databases are not.
final class TokenKeys {

    private static final int BLOCK = 64;

    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];

    /// @param secret the gate's own key, at least 32 bytes
    TokenKeys(byte[] secret, String database) {
        byte[] key;
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            key = mac.doFinal(("column token/" + database).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
        for (int i = 0; i < BLOCK; i++) {
            byte part = i < key.length ? key[i] : 0;
            inner[i] = (byte) (part ^ 0x36);
            outer[i] = (byte) (part ^ 0x5c);
        }
    }

    /// The value for `$1` or `$2` of [Masks].
    byte[] value(SqlToken parameter) {
        return switch (parameter.text()) {
            case "$1" -> inner.clone();
            case "$2" -> outer.clone();
            default -> throw new IllegalStateException("no such parameter");
        };
    }
}
