package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The public keys of a log, one after the other, each from a size of the log on. Whoever has only one of them
/// has it from size 0 on. Immutable.
///
/// As text, a line for each: the first size it signs, a blank, and the key as `name+id+key`; or a lone key.
///
/// @param tenures at least one, in the order of their sizes, the first from 0 on, and all of one name
public record LogKeys(List<Tenure> tenures) {

    /// What a text with the keys of a log may have.
    public static final int TEXT_BYTES_MAX = 512 * 1024;

    /// A key and since when it signs.
    ///
    /// @param from the size of the first checkpoint that it signs
    public record Tenure(long from, VerifierKey key) {}

    public LogKeys {
        tenures = List.copyOf(tenures);
        long before = -1;
        for (var each : tenures) {
            if (each.from() <= before
                    || !each.key().name().equals(tenures.getFirst().key().name())) {
                throw new IllegalArgumentException(
                        "a log's keys have one name, and each follows the one before");
            }
            before = each.from();
        }
        if (tenures.isEmpty() || tenures.getFirst().from() != 0) {
            throw new IllegalArgumentException("a log's first key signs from size 0 on");
        }
    }

    public static LogKeys of(VerifierKey only) {
        return new LogKeys(List.of(new Tenure(0, only)));
    }

    /// @throws IllegalArgumentException when the text is neither a key nor what [#text] gives
    public static LogKeys parse(String text) {
        if (!text.strip().contains(" ")) {
            return of(VerifierKey.parse(text));
        }
        var tenures = new ArrayList<Tenure>();
        for (var line : text.strip().split("\n", -1)) {
            var parts = line.split(" ", -1);
            if (parts.length != 2 || !parts[0].matches("0|[1-9][0-9]{0,17}")) {
                throw new IllegalArgumentException(
                        "a line of a log's keys has a size and a key: `" + line + "`");
            }
            tenures.add(new Tenure(Long.parseLong(parts[0]), VerifierKey.parse(parts[1])));
        }
        return new LogKeys(tenures);
    }

    /// The keys of the log in a directory, from the one it has to the ones that came before, each of which has
    /// signed for its successor.
    ///
    /// @throws IOException when there is no log, or its keys do not follow from each other
    public static LogKeys read(Path log) throws IOException {
        var file = log.resolve(AuditLog.VERIFIER_KEY);
        try {
            return Handovers.read(log).keys(VerifierKey.read(file), file);
        } catch (IllegalArgumentException e) {
            throw new IOException("`" + file + "` is no verifier key", e);
        }
    }

    public String text() {
        var text = new StringBuilder();
        tenures.forEach(
                each -> text.append(each.from()).append(' ').append(each.key()).append('\n'));
        return text.toString();
    }

    /// The log's name.
    public String name() {
        return last().name();
    }

    /// The newest.
    public VerifierKey last() {
        return tenures.getLast().key();
    }

    /// The key that signs a checkpoint over so many records.
    VerifierKey at(long size) {
        var key = tenures.getFirst().key();
        for (var each : tenures) {
            if (each.from() <= size) {
                key = each.key();
            }
        }
        return key;
    }

    /// Whether it is one of them.
    public boolean has(VerifierKey key) {
        return tenures.stream().anyMatch(each -> each.key().equals(key));
    }

    /// The log's checkpoint inside a note that is signed by the key for its size: not by one that came before,
    /// which somebody else may have by now.
    Optional<Checkpoint> open(String note) {
        return SignedNote.checkpointText(note)
                .flatMap(stated -> SignedNote.openCheckpoint(note, at(stated.size())))
                .filter(checkpoint -> checkpoint.origin().equals(name()));
    }
}
