package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;

/// The public half of a log's key, in the one-line form `name+id+key` that other transparency-log tools
/// read. Immutable.
///
/// @param name the signer's name: the log's origin
/// @param id the key's number in signature lines, derived from name and key
/// @param key base64 over the byte 1 (Ed25519) and the 32 bytes of the public key
/// @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
public record VerifierKey(String name, int id, String key) {

    static final byte ED25519 = 1;

    /// What a file with one key may have.
    static final int FILE_BYTES_MAX = 4096;

    public VerifierKey {
        new NoteKey(name, id, key).check(ED25519);
    }

    private static VerifierKey of(NoteKey key) {
        return new VerifierKey(key.name(), key.id(), key.key());
    }

    /// @throws IllegalArgumentException when the text is no `name+id+key`, or its id does not fit
    public static VerifierKey parse(String text) {
        return of(NoteKey.parse(text));
    }

    /// Reads the first 4 KiB of a file that holds nothing else.
    ///
    /// @throws IOException when there is no such file, or it is longer or no UTF-8
    /// @throws IllegalArgumentException when it holds no key
    public static VerifierKey read(Path file) throws IOException {
        return parse(SafeFiles.text(SafeFiles.read(file, FILE_BYTES_MAX)));
    }

    static VerifierKey of(String name, PublicKey publicKey) {
        return of(NoteKey.of(name, ED25519, publicKey));
    }

    private NoteKey noteKey() {
        return new NoteKey(name, id, key);
    }

    /// The public key itself.
    String material() {
        return noteKey().material();
    }

    boolean verifies(byte[] text, byte[] signature) {
        return noteKey().verifies(text, signature);
    }

    @Override
    public String toString() {
        return noteKey().toString();
    }
}
