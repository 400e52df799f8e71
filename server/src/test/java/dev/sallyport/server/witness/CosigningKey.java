package dev.sallyport.server.witness;

import dev.sallyport.audit.WitnessKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A witness's key pair, written from C2SP tlog-cosignature alone.
public record CosigningKey(String name, KeyPair pair) {

    public static CosigningKey create(String name) {
        try {
            return new CosigningKey(
                    name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The same key under another name.
    public CosigningKey named(String other) {
        return new CosigningKey(other, pair);
    }

    private byte[] typed() {
        var encoded = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(33).put((byte) 4).put(encoded, encoded.length - 32, 32).array();
    }

    private static byte[] id(String name, byte[] typed) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(typed), 4);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// @param typed the type's byte and the public key
    static WitnessKey key(String name, byte[] typed) {
        return WitnessKey.parse(
                name
                        + "+"
                        + HexFormat.of().formatHex(id(name, typed))
                        + "+"
                        + Base64.getEncoder().encodeToString(typed));
    }

    public WitnessKey key() {
        return key(name, typed());
    }

    /// The line with its newline.
    ///
    /// @param text the checkpoint without signatures
    public String cosign(String text, long seconds) {
        return line(signed(text, seconds));
    }

    byte[] signed(String text, long seconds) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(
                    ("cosignature/v1\ntime " + seconds + "\n" + text)
                            .getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(76)
                    .put(id(name, typed()))
                    .putLong(seconds)
                    .put(signer.sign())
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String line(byte[] bytes) {
        return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
    }
}
