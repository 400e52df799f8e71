package dev.sallyport.audit;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Moves the second place forward, also over attempts of which it is not known whether they took effect.
/// One call at a time.
final class CheckpointMirror {

    /// The second place could not be reached; nothing is wrong with the log.
    static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreachableException(Exception cause) {
            super("the checkpoint's second place cannot be reached", cause);
        }
    }

    private final CheckpointStore store;
    private Optional<String> stored;
    // Each of them may be what is stored now. Few: an attempt takes its time, and the log does not
    // try for long.
    private final Set<String> attempted = new HashSet<>();

    CheckpointMirror(CheckpointStore store) throws UnreachableException {
        this.store = store;
        this.stored = read();
    }

    Optional<String> stored() {
        return stored;
    }

    /// @throws UnreachableException when it may have failed; to be tried again
    /// @throws IOException when the second place holds a checkpoint that this log did not put there
    void advance(String next) throws IOException {
        if (!swap(stored, next)) {
            var found = read();
            if (found.isEmpty() || !(attempted.contains(found.get()) || found.get().equals(next))) {
                throw new IOException(
                        "somebody else signs for this log: its checkpoint in the second place changed");
            }
            if (!found.get().equals(next) && !swap(found, next)) {
                throw new IOException("the checkpoint in the second place changes under our hands");
            }
        }
        stored = Optional.of(next);
        attempted.clear();
    }

    private boolean swap(Optional<String> expected, String next) throws UnreachableException {
        try {
            return store.compareAndSwap(expected, next);
        } catch (IOException | RuntimeException e) {
            attempted.add(next);
            throw new UnreachableException(e);
        }
    }

    private Optional<String> read() throws UnreachableException {
        try {
            return store.read();
        } catch (ForkedCheckpointsException e) {
            throw new AuditOpenException(
                    AuditOpenException.Kind.FORKED, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            throw new UnreachableException(e);
        }
    }
}
