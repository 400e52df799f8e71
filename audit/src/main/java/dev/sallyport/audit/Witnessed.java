package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A signed checkpoint with cosignatures below it, as the log's directory has the newest in the file `witnessed`.
/// Immutable.
///
/// @param note signed by the log
/// @param cosignatures each by another witness
public record Witnessed(Checkpoint checkpoint, String note, List<Cosignature> cosignatures) {

    static final String FILE = "witnessed";

    public Witnessed {
        cosignatures = List.copyOf(cosignatures);
    }

    /// Puts cosignatures below a checkpoint.
    ///
    /// @param note a checkpoint with its log's signature, which the cosignatures are over
    /// @throws IllegalArgumentException when it is none
    public static Witnessed of(String note, List<Cosignature> cosignatures) {
        var checkpoint =
                SignedNote.checkpointText(note)
                        .orElseThrow(() -> new IllegalArgumentException("no checkpoint"));
        var text = new StringBuilder(note);
        cosignatures.forEach(each -> text.append(each.line()).append('\n'));
        return new Witnessed(checkpoint, text.toString(), cosignatures);
    }

    /// What the directory of a log has; empty where no quorum ever cosigned.
    ///
    /// @param witnesses whose cosignatures are looked for
    /// @throws IOException when it cannot be read, or is not what a gate writes
    public static Optional<Witnessed> read(Path log, LogKeys keys, Collection<WitnessKey> witnesses)
            throws IOException {
        var bytes = SafeFiles.readUpTo(log.resolve(FILE), SignedNote.BYTES_MAX);
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(parse(bytes.get(), keys, witnesses));
    }

    /// @throws Cosignature.BadLinesException when a cosignature of the witnesses is not theirs
    /// @throws IOException when it is no checkpoint that the log signed
    static Witnessed parse(byte[] file, LogKeys keys, Collection<WitnessKey> witnesses)
            throws IOException {
        try {
            return parse(SafeFiles.text(file), keys, witnesses);
        } catch (CharacterCodingException e) {
            throw new IOException("it is no UTF-8", e);
        }
    }

    static Witnessed parse(String note, LogKeys keys, Collection<WitnessKey> witnesses)
            throws IOException {
        var checkpoint =
                keys.open(note)
                        .orElseThrow(() ->
                                new IOException("it is malformed or not signed by the log's key"));
        var split = SignedNote.split(note).orElseThrow();
        return new Witnessed(
                checkpoint, note, Cosignature.read(split.text(), split.signatures(), witnesses));
    }

    /// Since when a quorum stands behind it: the oldest of as many cosignatures as it takes, the newest of them. Empty
    /// when there are fewer. What is ahead of `now` by more than clocks differ counts for nothing.
    public Optional<Instant> since(WitnessQuorum quorum, Instant now) {
        return cosignatures.stream()
                .filter(each -> quorum.witnesses().contains(each.witness()))
                .filter(each -> !each.isAhead(now))
                .map(Cosignature::at)
                .sorted(Comparator.reverseOrder())
                .skip(quorum.least() - 1L)
                .findFirst();
    }
}
