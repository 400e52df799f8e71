package dev.sallyport.audit;

import java.util.Base64;
import java.util.Optional;

/// Standard base64 that is spelled in the one right way. The platform's decoder ignores stray trailing bits and takes
/// texts without padding, so that many texts would stand for the same bytes.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-4">RFC 4648 §4</a>
final class StrictBase64 {

    private StrictBase64() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The bytes, if the text is what encoding them gives.
    static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text))
                    .filter(bytes -> encode(bytes).equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// As [#decode], of a hash: 32 bytes.
    static Optional<byte[]> decodeHash(String text) {
        return decode(text).filter(bytes -> bytes.length == Merkle.HASH_BYTES);
    }
}
