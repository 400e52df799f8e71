package dev.sallyport.server.state;

import dev.sallyport.audit.CheckpointStore;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/// The second place of a log's checkpoint in the state database: one row a log, by its origin. Safe from many
/// threads and processes; of several that swap at once, one does.
public final class StateCheckpointStore implements CheckpointStore {

    private final StateStore state;
    private final String origin;
    private final Clock clock;

    public StateCheckpointStore(StateStore state, String origin, Clock clock) {
        this.state = state;
        this.origin = origin;
        this.clock = clock;
    }

    @Override
    public Optional<String> read() throws IOException {
        try {
            return state.read(handle ->
                    handle.createQuery("SELECT note FROM log_checkpoint WHERE origin = :origin")
                            .bind("origin", origin)
                            .mapTo(String.class)
                            .findOne());
        } catch (StateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean compareAndSwap(Optional<String> expected, String next) throws IOException {
        try {
            return state.write(handle -> {
                var change =
                        handle.createUpdate(
                                expected.isPresent()
                                        ? "UPDATE log_checkpoint SET note = :next, stored_at = :now"
                                                + " WHERE origin = :origin AND note = :expected"
                                        : "INSERT INTO log_checkpoint (origin, note, stored_at)"
                                                + " VALUES (:origin, :next, :now)"
                                                + " ON CONFLICT (origin) DO NOTHING");
                expected.ifPresent(note -> change.bind("expected", note));
                return change.bind("origin", origin)
                        .bind("next", next)
                        .bind("now", clock.millis())
                        .execute();
            })
                    == 1;
        } catch (StateException e) {
            throw new IOException(e);
        }
    }
}
