package dev.sallyport.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A text with signature lines below it.
///
/// @param text ends in a newline
/// @param signatures every line with its dash, as it stands in the file
/// @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
record SignedNote(String text, String signatures) {

    /// A checkpoint with sixteen signatures, the large ones of later algorithms included, fits.
    static final int BYTES_MAX = 100 * 1024;

    static final String DASH = "\u2014 ";

    /// With a line for each key.
    static String sign(String text, SigningKey... keys) {
        var note = new StringBuilder(text).append('\n');
        for (var key : keys) {
            var signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
            var bytes =
                    ByteBuffer.allocate(4 + signature.length)
                            .putInt(key.verifier().id())
                            .put(signature)
                            .array();
            note.append(DASH)
                    .append(key.verifier().name())
                    .append(' ')
                    .append(StrictBase64.encode(bytes))
                    .append('\n');
        }
        return note.toString();
    }

    /// The checkpoint inside, if the note carries a good signature by the key and none by it that is bad.
    /// Signatures by others are passed over.
    static Optional<Checkpoint> openCheckpoint(String note, VerifierKey key) {
        return split(note)
                .filter(parts -> parts.signedBy(key))
                .flatMap(p -> Checkpoint.parse(p.text));
    }

    /// What the note says, whoever signed it.
    static Optional<Checkpoint> checkpointText(String note) {
        return split(note).flatMap(parts -> Checkpoint.parse(parts.text));
    }

    /// Trusts nobody's signature.
    static Optional<SignedNote> split(String note) {
        int blank = note.lastIndexOf("\n\n");
        boolean control = note.chars().anyMatch(c -> c < 0x20 && c != '\n');
        if (blank < 0 || control || !note.endsWith("\n") || note.length() > BYTES_MAX) {
            return Optional.empty();
        }
        return Optional.of(new SignedNote(note.substring(0, blank + 1), note.substring(blank + 2)));
    }

    private boolean signedBy(VerifierKey key) {
        var prefix = DASH + key.name() + " ";
        boolean signed = false;
        for (var line : signatures.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            if (!line.startsWith(DASH)) {
                return false;
            }
            if (!line.startsWith(prefix)) {
                continue;
            }
            var bytes = StrictBase64.decode(line.substring(prefix.length())).orElse(new byte[0]);
            if (bytes.length <= 4) {
                return false;
            }
            var buffer = ByteBuffer.wrap(bytes);
            if (buffer.getInt() != key.id()) {
                continue;
            }
            var signature = new byte[buffer.remaining()];
            buffer.get(signature);
            if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature)) {
                return false;
            }
            signed = true;
        }
        return signed;
    }
}
