package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Whether enough witnesses stand behind a checkpoint of a log. Trusts nothing in the directory. One call at a time.
final class WitnessCheck {

    private final Path file;
    private final Brought brought;
    private final Optional<byte[]> stored;
    private final List<Witnessed> found = new ArrayList<>();

    /// Reads what the directory has. What is under it was in the log before, so this comes before anything else is read.
    WitnessCheck(Path log, Brought brought) throws IOException {
        this.file = log.resolve(Witnessed.FILE);
        this.brought = brought;
        this.stored = SafeFiles.readUpTo(file, SignedNote.BYTES_MAX);
    }

    /// The checkpoint that the directory has as cosigned.
    ///
    /// @throws TamperedException when the log did not sign it, or a cosignature of the witnesses is not theirs
    Optional<Checkpoint> open(LogKeys keys) throws TamperedException {
        refuseOwnKey(keys);
        if (brought.checkpoint().isPresent() && brought.witnesses().isPresent()) {
            var note = brought.checkpoint().get();
            found.add(
                    parsed(() -> Witnessed.parse(note, keys, witnesses()), "known from elsewhere"));
        }
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        var cosigned =
                parsed(
                        () -> Witnessed.parse(stored.get(), keys, witnesses()),
                        "that witnesses cosigned");
        found.add(cosigned);
        return Optional.of(cosigned.checkpoint());
    }

    private List<WitnessKey> witnesses() {
        return brought.witnesses().map(WitnessQuorum::witnesses).orElse(List.of());
    }

    /// A log is no witness of itself.
    private void refuseOwnKey(LogKeys keys) throws TamperedException {
        for (var witness : witnesses()) {
            if (keys.tenures().stream()
                    .anyMatch(each -> each.key().material().equals(witness.material()))) {
                throw tampered(
                        "the witness `" + witness.name() + "` has a key that signs the log itself");
            }
        }
    }

    /// Reads a note.
    private interface Parsing {
        Witnessed parse() throws IOException;
    }

    private Witnessed parsed(Parsing parsing, String what) throws TamperedException {
        try {
            return parsing.parse();
        } catch (IOException e) {
            throw tampered("the checkpoint " + what + ": " + e.getMessage());
        }
    }

    private TamperedException tampered(String message) {
        return new TamperedException(Kind.CHECKPOINT, OptionalLong.empty(), file, 0, message);
    }

    /// The newest checkpoint that a quorum stands behind, in words; empty when none was asked for.
    ///
    /// @param size how many records the log has
    /// @throws MissingException when no quorum stands behind any
    Optional<String> quorum(long size) throws MissingException {
        if (brought.witnesses().isEmpty()) {
            return Optional.empty();
        }
        var quorum = brought.witnesses().get();
        var newest =
                found.stream()
                        .filter(each -> each.since(quorum, brought.now()).isPresent())
                        .max(Comparator.comparingLong(each -> each.checkpoint().size()));
        if (newest.isEmpty()) {
            throw new MissingException(missing(quorum));
        }
        var at = newest.get().since(quorum, brought.now()).orElseThrow();
        long over = newest.get().checkpoint().size();
        return Optional.of(
                "the first "
                        + over
                        + " records are cosigned by "
                        + names(newest.get())
                        + ", of whom "
                        + quorum.least()
                        + " are enough, since "
                        + at
                        + " ("
                        + Math.max(0, Duration.between(at, brought.now()).toMinutes())
                        + " minutes ago); "
                        + (size - over)
                        + " records came after");
    }

    private String missing(WitnessQuorum quorum) {
        var best = found.stream().max(Comparator.comparingInt(each -> each.cosignatures().size()));
        if (best.isEmpty()) {
            return "no checkpoint of this log that witnesses cosigned is known: `"
                    + file
                    + "` is missing";
        }
        boolean enough = best.get().cosignatures().size() >= quorum.least();
        return "the checkpoint over "
                + best.get().checkpoint().size()
                + " records is cosigned by "
                + (best.get().cosignatures().isEmpty() ? "none" : names(best.get()))
                + " of the witnesses, and "
                + quorum.least()
                + " are wanted"
                + (enough ? "; a time that is still to come counts for nothing" : "");
    }

    private static String names(Witnessed witnessed) {
        return witnessed.cosignatures().stream()
                .map(each -> "`" + each.witness().name() + "`")
                .collect(Collectors.joining(", "));
    }

    /// Too few witnesses.
    static final class MissingException extends IOException {
        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }
}
