package dev.sallyport.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Hashes of the Merkle tree. One call at a time: it owns one digest.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962 §2.1</a>
final class Merkle {

    static final int HASH_BYTES = 32;

    private final MessageDigest sha256 = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The hash of no leaf at all.
    static byte[] emptyRoot() {
        return sha256().digest();
    }

    byte[] leaf(byte[] entry) {
        var hash = new byte[HASH_BYTES];
        leaf(entry, 0, entry.length, hash, 0);
        return hash;
    }

    /// SHA-256 over `0x00` and the entry, into `target` at `at`.
    void leaf(byte[] source, int from, int length, byte[] target, int at) {
        sha256.update((byte) 0);
        sha256.update(source, from, length);
        finish(target, at);
    }

    /// SHA-256 over `0x01` and both children.
    byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        sha256.update(right);
        return sha256.digest();
    }

    /// The root of the perfect tree over `count` (a power of two) hashes that stand side by side in
    /// `hashes`, the first of them number `first`.
    byte[] perfect(byte[] hashes, int first, int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("no perfect tree has " + count + " leaves");
        }
        var row = new byte[count * HASH_BYTES];
        System.arraycopy(hashes, first * HASH_BYTES, row, 0, row.length);
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                sha256.update((byte) 1);
                sha256.update(row, i * 2 * HASH_BYTES, 2 * HASH_BYTES);
                finish(row, i * HASH_BYTES);
            }
        }
        var root = new byte[HASH_BYTES];
        System.arraycopy(row, 0, root, 0, HASH_BYTES);
        return root;
    }

    private void finish(byte[] target, int at) {
        try {
            sha256.digest(target, at, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash has 32 bytes", e);
        }
    }
}
