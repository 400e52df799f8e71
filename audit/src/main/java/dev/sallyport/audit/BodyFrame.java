package dev.sallyport.audit;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import tools.jackson.databind.node.JsonNodeFactory;

/// A body as it is stored: a nonce, then the body and a tag under AES-256-GCM.
///
/// What is bound to it, and stored nowhere beside it, is a canonical JSON array of [#FORM], the log's origin, the key's
/// id, the call's id (`""` where there is none) and the stage: a frame that is moved to another record does not open.
///
/// The nonce is random. It does not come from the place in the file, since after a crash the same place can take
/// another body; and a key ends with its month or its file, long before 2^32 bodies.
final class BodyFrame {

    static final String FORM = "sallyport/body/v1";

    /// The longest body that is stored whole; [BodyText] cuts longer ones.
    static final int BODY_BYTES_MAX = 1 << 20;

    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    /// How much longer a frame is than its body.
    static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

    /// The longest frame.
    static final int BYTES_MAX = BODY_BYTES_MAX + OVERHEAD_BYTES;

    private static final String CIPHER = "AES/GCM/NoPadding";

    private BodyFrame() {}

    static byte[] seal(
            byte[] body,
            SecretKey key,
            BodyKeyId id,
            String origin,
            AuditRecord record,
            SecureRandom random) {
        if (body.length > BODY_BYTES_MAX) {
            throw new IllegalArgumentException("a body of " + body.length + " bytes");
        }
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, id, origin, record);
            var frame = Arrays.copyOf(nonce, body.length + OVERHEAD_BYTES);
            cipher.doFinal(body, 0, body.length, frame, NONCE_BYTES);
            return frame;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    /// @return empty when this key and record are not those it was sealed for, or a byte of it was changed
    static Optional<byte[]> open(
            byte[] frame, SecretKey key, BodyKeyId id, String origin, AuditRecord record) {
        if (frame.length < OVERHEAD_BYTES || frame.length > BYTES_MAX) {
            return Optional.empty();
        }
        var nonce = Arrays.copyOf(frame, NONCE_BYTES);
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, id, origin, record);
            return Optional.of(cipher.doFinal(frame, NONCE_BYTES, frame.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    /// As a leaf names it.
    static String digest(byte[] frame) {
        return HexFormat.of().formatHex(Merkle.sha256().digest(frame));
    }

    private static Cipher cipher(
            int mode, SecretKey key, byte[] nonce, BodyKeyId id, String origin, AuditRecord record)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(bound(id, origin, record));
        return cipher;
    }

    private static byte[] bound(BodyKeyId id, String origin, AuditRecord record) {
        var bound = JsonNodeFactory.instance.arrayNode();
        bound.add(FORM).add(origin).add(id.toString());
        bound.add(record.callId().orElse("")).add(record.stage().text());
        return CanonicalJson.bytes(bound);
    }
}
