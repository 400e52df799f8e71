package dev.sallyport.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// What a look at a log's directory found.
public sealed interface Verification {

    /// What was found, in one line that starts in lower case.
    default String headline() {
        return switch (this) {
            case Sound sound -> "sound: " + sound.size() + " records of " + sound.origin();
            case Tampered bad ->
                    "tampered: "
                            + bad.message()
                            + " ("
                            + bad.kind().name().toLowerCase(Locale.ROOT)
                            + (bad.index().isPresent() ? ", record " + bad.index().getAsLong() : "")
                            + ", "
                            + bad.file()
                            + " at byte "
                            + bad.offset()
                            + ")";
            case RolledBack bad -> "rolled back: " + bad.message();
            case Unreadable bad when bad.reason() == Reason.LATER -> "later: " + bad.message();
            case Unreadable bad when bad.reason() == Reason.UNWITNESSED ->
                    "unwitnessed: " + bad.message();
            case Unreadable bad -> "unreadable: " + bad.message();
        };
    }

    /// Something that is said of a sound log.
    ///
    /// @param name one word
    record Remark(String name, String text) {}

    /// Every record under the checkpoint is the one that was signed, in its place.
    ///
    /// @param origin the log's name
    /// @param size records under the checkpoint
    /// @param root the root hash, base64
    /// @param unsigned durable records of the write-ahead files that no checkpoint covers yet; they are whole
    ///     and follow on, which is all that can be said of them
    /// @param keySource where the public key came from
    /// @param openIntents how many calls were about to run and have no end on record: of a running gate the
    ///     calls that run now, else calls cut off by a crash
    /// @param firstOpenIntents the indexes of the first of them
    /// @param notes anything else worth knowing
    /// @param took how long it took
    record Sound(
            String origin,
            long size,
            String root,
            long unsigned,
            KeySource keySource,
            long openIntents,
            List<Long> firstOpenIntents,
            List<String> notes,
            Duration took)
            implements Verification {
        public Sound {
            firstOpenIntents = List.copyOf(firstOpenIntents);
            notes = List.copyOf(notes);
        }

        /// What is worth knowing beside that it is sound.
        public List<Remark> remarks() {
            var remarks = new ArrayList<Remark>();
            remarks.add(new Remark("root", root));
            remarks.add(new Remark("speed", recordsPerSecond() + " records/s"));
            if (unsigned > 0) {
                remarks.add(
                        new Remark(
                                "unsigned", unsigned + " newer records, whole but not yet signed"));
            }
            if (openIntents > 0) {
                remarks.add(
                        new Remark(
                                "open",
                                openIntents
                                        + " calls with an intent and no end (running now, or cut off)"));
            }
            notes.forEach(note -> remarks.add(new Remark("note", note)));
            return remarks;
        }

        /// How fast it went.
        public long recordsPerSecond() {
            return (long) ((size + unsigned) * 1e9 / Math.max(1, took.toNanos()));
        }
    }

    /// Something is not what the log wrote.
    ///
    /// @param kind what does not fit
    /// @param index the first record that is in doubt, where that is known
    /// @param file the file that is wrong
    /// @param offset the first byte of it that is wrong, or the start of what holds it
    /// @param message one sentence
    record Tampered(Kind kind, OptionalLong index, Path file, long offset, String message)
            implements Verification {}

    /// The directory holds less than was once signed.
    ///
    /// @param known the size of the checkpoint known from elsewhere
    /// @param found how many records the directory holds
    record RolledBack(long known, long found, String message) implements Verification {}

    /// Nothing can be said of the log.
    record Unreadable(Reason reason, String message, Optional<Path> file) implements Verification {}

    /// Why nothing can be said.
    enum Reason {
        /// There is no log.
        ABSENT,
        /// A file cannot be read.
        UNREAD,
        /// It has records that only a later build knows to read. Every one of them is the one that was signed,
        /// in its place; but not what they say.
        LATER,
        /// Fewer witnesses than are asked for have cosigned a checkpoint of it; it is sound but for that.
        UNWITNESSED,
        /// This program has a fault.
        FAULT
    }

    /// Where the public key came from.
    enum KeySource {
        /// The caller brought it: the strongest case.
        GIVEN,
        /// It lay beside the log: whoever can replace the whole directory can replace it too.
        DIRECTORY
    }

    /// What does not fit.
    enum Kind {
        /// A record is not the one its tile holds the hash of.
        LEAF_TILE,
        /// A tile is not the one the signed root stands for.
        TILE_ROOT,
        /// A record, or a file that holds some, is missing.
        GAP,
        /// A record is signed, but is not one this log writes in that place.
        RECORD,
        /// The checkpoint is not signed by the key, or not a checkpoint.
        CHECKPOINT,
        /// The verifier key is malformed or not the one expected.
        KEY,
        /// The directory holds another history than the checkpoint known from elsewhere.
        FORK,
        /// A write-ahead file is damaged or differs from the signed records.
        WAL,
        /// A body that a record names is not there, and its erasure is not on record.
        BODY_MISSING,
        /// A body is not the one that its record names.
        BODY_CHANGED,
        /// What a record says of its body's place is nothing this log writes.
        BODY_PLACE,
        /// A record has a body under a key that was erased before it.
        BODY_AFTER_ERASURE
    }
}
