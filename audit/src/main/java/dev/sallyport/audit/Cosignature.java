package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A witness's statement: at this time, this was the largest tree of the log that I had seen, and it had grown out of
/// all I had seen before. Its signature was checked.
///
/// @param at whole seconds, by the witness's clock
/// @param line as it stands below the checkpoint, without its newline
/// @see <a href="https://c2sp.org/tlog-cosignature">C2SP tlog-cosignature</a>
public record Cosignature(WitnessKey witness, Instant at, String line) {

    /// How far a witness's clock may be ahead of ours.
    public static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    /// Sixteen signatures, the large ones of later algorithms included, fit.
    public static final int LINES_BYTES_MAX = 64 * 1024;

    private static final int ID_BYTES = 4;
    private static final int BYTES = ID_BYTES + 8 + 64;

    // The end of the year 9999.
    private static final long SECONDS_MAX = 253_402_300_799L;

    /// Signature lines that are not what they should be; the message says how.
    public static final class BadLinesException extends IOException {
        private static final long serialVersionUID = 1;

        BadLinesException(String message) {
            super(message);
        }
    }

    /// Whether it was made after `now`, by more than clocks differ.
    public boolean isAhead(Instant now) {
        return at.isAfter(now.plus(AHEAD_MAX));
    }

    /// Those of the witnesses among some signature lines, for each witness the newest. Lines of other signers are passed
    /// over.
    ///
    /// @param text what is signed, up to its last newline
    /// @param lines each ends in a newline
    /// @throws BadLinesException when a line is no signature line, or a witness's is not its cosignature of the text
    static List<Cosignature> read(String text, String lines, Collection<WitnessKey> witnesses)
            throws BadLinesException {
        if (!lines.isEmpty() && !lines.endsWith("\n")) {
            throw new BadLinesException("the last signature line does not end");
        }
        var split = lines.split("\n", -1);
        var found = new ArrayList<Cosignature>();
        for (int i = 0; i < split.length - 1; i++) {
            var line = Line.parse(split[i]);
            for (var witness : witnesses) {
                if (line.isBy(witness)) {
                    keepNewest(found, line.open(text, witness));
                }
            }
        }
        return found;
    }

    private static void keepNewest(List<Cosignature> found, Cosignature next) {
        var before = found.stream().filter(each -> each.witness.equals(next.witness)).findFirst();
        if (before.isEmpty()) {
            found.add(next);
        } else if (next.at.isAfter(before.get().at)) {
            found.set(found.indexOf(before.get()), next);
        }
    }

    /// One line, well-formed; of whom is not known yet.
    private record Line(String text, String name, String base64) {

        static Line parse(String line) throws BadLinesException {
            var parts = line.split(" ", -1);
            boolean control = line.chars().anyMatch(c -> c < 0x20);
            if (parts.length != 3
                    || control
                    || !(parts[0] + " ").equals(SignedNote.DASH)
                    || parts[1].isEmpty()) {
                throw new BadLinesException("a line is no signature line");
            }
            var parsed = new Line(line, parts[1], parts[2]);
            var _ = parsed.bytes();
            return parsed;
        }

        private byte[] bytes() throws BadLinesException {
            return StrictBase64.decode(base64)
                    .filter(bytes -> bytes.length > ID_BYTES)
                    .orElseThrow(() -> new BadLinesException("a signature is no strict base64"));
        }

        boolean isBy(WitnessKey witness) throws BadLinesException {
            return name.equals(witness.name()) && ByteBuffer.wrap(bytes()).getInt() == witness.id();
        }

        Cosignature open(String note, WitnessKey witness) throws BadLinesException {
            var bytes = bytes();
            if (bytes.length != BYTES) {
                throw new BadLinesException(
                        "the cosignature of `" + witness.name() + "` has a wrong length");
            }
            var buffer = ByteBuffer.wrap(bytes, ID_BYTES, BYTES - ID_BYTES);
            long seconds = buffer.getLong();
            if (seconds <= 0 || seconds > SECONDS_MAX) {
                throw new BadLinesException(
                        "the cosignature of `" + witness.name() + "` has no time that can be");
            }
            var signature = new byte[buffer.remaining()];
            buffer.get(signature);
            if (!witness.verifies(message(note, seconds), signature)) {
                throw new BadLinesException(
                        "the cosignature of `" + witness.name() + "` is not by its key");
            }
            return new Cosignature(witness, Instant.ofEpochSecond(seconds), text);
        }
    }

    /// What a witness signs.
    static byte[] message(String text, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    /// The cosignature of one witness in what it answered.
    ///
    /// @param note a checkpoint with its log's signature
    /// @throws BadLinesException when there is none, it is made after `now`, or a line is no signature line
    public static Cosignature answered(String note, String answer, WitnessKey witness, Instant now)
            throws BadLinesException {
        if (answer.length() > LINES_BYTES_MAX) {
            throw new BadLinesException("the answer is longer than " + LINES_BYTES_MAX + " bytes");
        }
        var text = SignedNote.split(note).orElseThrow().text();
        var found = read(text, answer, List.of(witness)).stream().findFirst();
        if (found.isEmpty()) {
            throw new BadLinesException(
                    "the answer has no cosignature of `" + witness.name() + "` by the key given");
        }
        if (found.get().isAhead(now)) {
            throw new BadLinesException(
                    "the cosignature of `"
                            + witness.name()
                            + "` is of "
                            + found.get().at
                            + ", more than "
                            + AHEAD_MAX.toMinutes()
                            + " minutes ahead of this machine's clock");
        }
        return found.get();
    }
}
