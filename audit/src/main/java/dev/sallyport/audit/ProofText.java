package dev.sallyport.audit;

import dev.sallyport.audit.ProofException.Kind;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The lines of a [Proof]'s file: a first line that names the kind, what is said of it, its hashes, an empty line, and
/// the signed checkpoint word for word. Lines end in one newline each. Stateless.
final class ProofText {

    static final String INCLUSION = "c2sp.org/tlog-proof@v1";
    static final String CONSISTENCY = "sallyport/tlog-consistency@v1";
    static final String EXTRA = "extra ";
    static final String INDEX = "index ";
    static final String OLDER = "old ";

    private static final String MALFORMED = "the proof is malformed: ";

    // An entry of the log is no longer (C2SP tlog-tiles).
    private static final int EXTRA_BYTES_MAX = 0xFFFF;

    // As of a checkpoint's size: enough for every number of records below 10^18.
    private static final int DIGITS_MAX = 18;

    private final List<String> lines;
    private final String checkpoint;
    private int next = 1;

    private ProofText(List<String> lines, String checkpoint) {
        this.lines = lines;
        this.checkpoint = checkpoint;
    }

    static String encoded(String note) {
        return StrictBase64.encode(note.getBytes(StandardCharsets.UTF_8));
    }

    static String end(StringBuilder text, List<String> hashes, String checkpoint) {
        hashes.forEach(hash -> text.append(hash).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }

    static Proof read(byte[] file) throws ProofException {
        var kind = kind(file);
        if (file.length > Proof.BYTES_MAX) {
            throw fault("it is longer than " + Proof.BYTES_MAX + " bytes");
        }
        var text = utf8(file);
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw fault("it ends before its checkpoint");
        }
        var parts =
                new ProofText(
                        Arrays.asList(text.substring(0, blank).split("\n", -1)),
                        text.substring(blank + 2));
        return kind.equals(INCLUSION) ? parts.inclusion() : parts.consistency();
    }

    private static String kind(byte[] file) throws ProofException {
        for (var kind : List.of(INCLUSION, CONSISTENCY)) {
            var line = (kind + "\n").getBytes(StandardCharsets.US_ASCII);
            if (file.length >= line.length
                    && Arrays.equals(file, 0, line.length, line, 0, line.length)) {
                return kind;
            }
        }
        throw new ProofException(
                Kind.UNREADABLE,
                "it is no proof: its first line is neither `"
                        + INCLUSION
                        + "` nor `"
                        + CONSISTENCY
                        + "`");
    }

    private static String utf8(byte[] bytes) throws ProofException {
        try {
            return SafeFiles.text(bytes);
        } catch (CharacterCodingException e) {
            throw new ProofException(Kind.FAULT, MALFORMED + "it is not UTF-8", e);
        }
    }

    private Proof inclusion() throws ProofException {
        var extra = take(EXTRA);
        if (extra.isPresent()
                && decoded(extra.get()).filter(b -> b.length <= EXTRA_BYTES_MAX).isEmpty()) {
            throw fault("line 2 has no base64 of up to " + EXTRA_BYTES_MAX + " bytes");
        }
        var index = take(INDEX).filter(ProofText::isNumber);
        if (index.isEmpty()) {
            throw fault("line " + (next + 1) + " is no `index` with a number");
        }
        return new Proof.Inclusion(extra, Long.parseLong(index.get()), hashes(), checkpoint);
    }

    private Proof consistency() throws ProofException {
        var older = take(OLDER).flatMap(ProofText::decoded);
        if (older.isEmpty()) {
            throw fault("line 2 is no `old` with a checkpoint in base64");
        }
        return new Proof.Consistency(utf8(older.get()), hashes(), checkpoint);
    }

    /// The rest of the next line, if it begins so.
    private Optional<String> take(String name) {
        if (next == lines.size() || !lines.get(next).startsWith(name)) {
            return Optional.empty();
        }
        return Optional.of(lines.get(next++).substring(name.length()));
    }

    private static Optional<byte[]> decoded(String base64) {
        return StrictBase64.decode(base64).filter(bytes -> bytes.length > 0);
    }

    private static boolean isNumber(String text) {
        return text.length() <= DIGITS_MAX && text.matches("0|[1-9][0-9]*");
    }

    private List<String> hashes() throws ProofException {
        var hashes = new ArrayList<String>();
        for (; next < lines.size(); next++) {
            if (hashes.size() == MerkleProof.HASHES_MAX) {
                throw fault("it has more than " + MerkleProof.HASHES_MAX + " hashes");
            }
            if (StrictBase64.decodeHash(lines.get(next)).isEmpty()) {
                throw fault("line " + (next + 1) + " is no hash of 32 bytes in base64");
            }
            hashes.add(lines.get(next));
        }
        return hashes;
    }

    private static ProofException fault(String what) {
        return new ProofException(Kind.FAULT, MALFORMED + what);
    }
}
