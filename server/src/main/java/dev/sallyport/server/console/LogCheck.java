package dev.sallyport.server.console;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies the whole log as `sallyport audit verify` does, beside whoever asks: one at a time, and with the key and the
/// second copy of the checkpoint that the gate itself has. The last result is known until the gate ends. Safe from many
/// threads.
public final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    private final AuditLog log;
    private final Path directory;
    private final Path copy;
    private final Clock clock;
    private final AtomicReference<State> state =
            new AtomicReference<>(new State(Optional.empty(), Optional.empty()));

    /// @param running the check that is under way
    /// @param last how the one before ended
    record State(Optional<Running> running, Optional<Ended> last) {}

    /// @param done records so far
    /// @param all as many as there are; 0 until that is known
    record Running(Instant since, long done, long all) {}

    /// @param found empty when the check itself failed
    record Ended(Instant at, Optional<Verification> found) {}

    /// @param directory of the log
    /// @param copy the file of the checkpoint's second copy
    public LogCheck(AuditLog log, Path directory, Path copy, Clock clock) {
        this.log = log;
        this.directory = directory;
        this.copy = copy;
        this.clock = clock;
    }

    LogStanding standing() {
        return LogStanding.of(log, directory, copy);
    }

    State state() {
        return state.get();
    }

    /// @return whether it began; not when one is under way
    boolean start() {
        var now = clock.instant();
        var before = state.get();
        if (before.running().isPresent()
                || !state.compareAndSet(
                        before, new State(Optional.of(new Running(now, 0, 0)), before.last()))) {
            return false;
        }
        Thread.ofVirtual().name("log-check").start(() -> run(now));
        return true;
    }

    private void run(Instant since) {
        Optional<Verification> found = Optional.empty();
        try {
            ProgressListener progress =
                    (done, all) ->
                            state.updateAndGet(now ->
                                    new State(
                                            Optional.of(new Running(since, done, all)),
                                            now.last()));
            found =
                    Optional.of(
                            AuditVerifier.verify(
                                    directory,
                                    Optional.of(log.verifierKey()),
                                    new FileCheckpointStore(copy).read(),
                                    progress));
        } catch (IOException | RuntimeException e) {
            LOG.error("the audit log could not be verified", e);
        } finally {
            state.set(new State(Optional.empty(), Optional.of(new Ended(clock.instant(), found))));
        }
    }
}
