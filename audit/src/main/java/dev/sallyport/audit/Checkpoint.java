package dev.sallyport.audit;

import java.util.Optional;

/// The size and the root hash of the log at one moment. It proves something only inside a signed note.
///
/// @param origin the log's name
/// @param size the number of records
/// @param root the root hash, 32 bytes in standard base64
/// @see <a href="https://c2sp.org/tlog-checkpoint">C2SP tlog-checkpoint</a>
public record Checkpoint(String origin, long size, String root) {

    public Checkpoint {
        if (size < 0) {
            throw new IllegalArgumentException("a log cannot have " + size + " records");
        }
    }

    static Checkpoint of(String origin, TreeEdge edge) {
        return new Checkpoint(origin, edge.size(), StrictBase64.encode(edge.root()));
    }

    /// The text that is signed.
    String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }

    /// Reads what [#text] wrote and nothing else: no extension lines, no other spelling of a number.
    static Optional<Checkpoint> parse(String text) {
        var lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || lines[1].length() > 18) {
            return Optional.empty();
        }
        try {
            var checkpoint = new Checkpoint(lines[0], Long.parseLong(lines[1]), lines[2]);
            boolean exact =
                    checkpoint.text().equals(text) && StrictBase64.decodeHash(lines[2]).isPresent();
            return exact ? Optional.of(checkpoint) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
