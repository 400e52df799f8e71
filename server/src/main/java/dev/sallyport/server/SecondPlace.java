package dev.sallyport.server;

import dev.sallyport.audit.CheckpointStore;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.PairedCheckpointStore;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.state.StateCheckpointStore;
import dev.sallyport.server.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/// Where a gate keeps its newest signed checkpoint apart from the log: a file beside the signing key, and in the
/// state database too where that is configured. The file stays then, for the day the database is lost.
public final class SecondPlace {

    private SecondPlace() {}

    /// A new one for each user: it serves one call at a time.
    static CheckpointStore of(
            Configuration.Audit audit, StateStore state, String origin, Clock clock) {
        var file = new FileCheckpointStore(audit.checkpointCopy());
        return switch (audit.checkpointStore()) {
            case FILE -> file;
            case STATE ->
                    new PairedCheckpointStore(new StateCheckpointStore(state, origin, clock), file);
        };
    }

    /// What stands there, beside a running gate or without one. Empty where no gate ever made a log.
    ///
    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    /// @throws IOException when it cannot be read
    public static Optional<String> read(Configuration configuration) throws IOException {
        var audit = configuration.audit();
        var origin = LogOrigin.known(audit);
        if (origin.isEmpty()) {
            return new FileCheckpointStore(audit.checkpointCopy()).read();
        }
        try (var state = Gate.openState(configuration)) {
            return of(audit, state, origin.get(), Clock.systemUTC()).read();
        }
    }
}
