package dev.sallyport.tools.database;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The `token` mask of a value, computed in Java for products that cannot.
final class TokenHmac {

    private static final int HEX_DIGITS = 24;

    private TokenHmac() {}

    /// HMAC-SHA-256 by its definition (RFC 2104), written as the other products' masks write it.
    ///
    /// @param inner the inner keyed block of [TokenKeys]
    /// @param outer the outer one
    static String token(byte[] inner, byte[] outer, byte[] value) {
        byte[] hash = sha256(outer, sha256(inner, value));
        var token = new StringBuilder("⟦masked:token:");
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            token.append((char) ('g' + digit));
        }
        return token.append('⟧').toString();
    }

    private static byte[] sha256(byte[] first, byte[] second) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
