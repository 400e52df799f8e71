package dev.sallyport.audit;

import java.io.IOException;
import java.util.Optional;

/// Two second places as one, a checkpoint being stored in both: the log is older than neither. One call at a
/// time.
///
/// The first is swapped before the other and decides between two gates that sign for the same log. A place
/// that has nothing yet is filled with the next checkpoint, so the one can be added while the other is kept;
/// a place that fell behind, restored from a backup for one, catches up with it.
public final class PairedCheckpointStore implements CheckpointStore {

    private final CheckpointStore first;
    private final FileCheckpointStore copy;

    private Optional<Stored> last = Optional.empty();

    /// What the two held when this looked last: what they are swapped from.
    private record Stored(Optional<String> first, Optional<String> copy) {

        /// The one over more records. What is no checkpoint comes first, so that it is not passed over, and of
        /// two over as many the first place's.
        Optional<String> newest() {
            return size(copy) > size(first) ? copy : first;
        }

        boolean isForked() {
            var one = first.flatMap(SignedNote::checkpointText);
            var other = copy.flatMap(SignedNote::checkpointText);
            return one.isPresent()
                    && other.isPresent()
                    && one.get().size() == other.get().size()
                    && !one.equals(other);
        }

        private static long size(Optional<String> note) {
            return note.isEmpty()
                    ? -1
                    : SignedNote.checkpointText(note.get())
                            .map(Checkpoint::size)
                            .orElse(Long.MAX_VALUE);
        }
    }

    public PairedCheckpointStore(CheckpointStore first, FileCheckpointStore copy) {
        this.first = first;
        this.copy = copy;
    }

    FileCheckpointStore copy() {
        return copy;
    }

    /// The newer of the two.
    ///
    /// @throws ForkedCheckpointsException when they are over as many records, and not over the same
    @Override
    public Optional<String> read() throws IOException {
        var now = new Stored(first.read(), copy.read());
        if (now.isForked()) {
            throw new ForkedCheckpointsException();
        }
        last = Optional.of(now);
        return now.newest();
    }

    @Override
    public boolean compareAndSwap(Optional<String> expected, String next) throws IOException {
        if (last.isEmpty()) {
            var _ = read();
        }
        var from = last.orElseThrow();
        if (!from.newest().equals(expected)
                || !first.compareAndSwap(from.first(), next)
                || !copy.compareAndSwap(from.copy(), next)) {
            return false;
        }
        last = Optional.of(new Stored(Optional.of(next), Optional.of(next)));
        return true;
    }
}
