package dev.sallyport.server.console;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.Brought;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.WitnessQuorum;
import dev.sallyport.policy.Principal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies the whole log as `sallyport audit verify` does, beside whoever asks: on a platform thread that gives way, one at
/// a time with a pause of [#PAUSE] after each, and with the key and the second copy of the checkpoint that the gate itself
/// has. Who asked and what was found is on record. The last result is known until the gate ends. Safe from many threads.
public final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    /// A verification reads the whole log and computes all its hashes.
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final AuditLog log;
    private final Path directory;
    private final Copied copy;
    private final Optional<WitnessQuorum> witnesses;
    private final LogCheckRecord record;
    private final Clock clock;
    private final AtomicReference<State> state =
            new AtomicReference<>(new State(Optional.empty(), Optional.empty()));

    /// @param running the check that is under way
    /// @param last how the one before ended
    record State(Optional<Running> running, Optional<Ended> last) {}

    /// @param done records so far
    /// @param all as many as there are; 0 until that is known
    record Running(String by, Instant since, long done, long all) {}

    /// @param found empty when the check itself failed
    record Ended(String by, Instant at, Optional<Verification> found) {
        Instant next() {
            return at.plus(PAUSE);
        }
    }

    /// What became of somebody's wish to have the log verified.
    sealed interface Begun {
        record Now() implements Begun {}

        /// One is under way, which is as good.
        record Already() implements Begun {}

        /// @param next when it can begin
        record TooSoon(Instant next) implements Begun {}
    }

    /// The checkpoint in its second place. Safe from many threads.
    public interface Copied {

        /// @throws IOException when it cannot be reached
        Optional<String> read() throws IOException;
    }

    /// @param directory of the log
    /// @param witnesses of whom a quorum must have cosigned it
    public LogCheck(
            AuditLog log,
            Path directory,
            Copied copy,
            Optional<WitnessQuorum> witnesses,
            LogCheckRecord record,
            Clock clock) {
        this.log = log;
        this.directory = directory;
        this.copy = copy;
        this.witnesses = witnesses;
        this.record = record;
        this.clock = clock;
    }

    LogStanding standing() {
        return LogStanding.of(log, directory, copy);
    }

    State state() {
        return state.get();
    }

    /// When the next one can begin; empty for now.
    Optional<Instant> pausedUntil() {
        return state.get().last().map(Ended::next).filter(next -> clock.instant().isBefore(next));
    }

    /// @throws dev.sallyport.server.call.UnrecordedException when it cannot be put on record; it does not begin then
    Begun start(Principal by) {
        var now = clock.instant();
        var before = state.get();
        var pause = pausedUntil();
        if (before.running().isEmpty() && pause.isPresent()) {
            return new Begun.TooSoon(pause.get());
        }
        var running = new Running(by.subject(), now, 0, 0);
        if (before.running().isPresent()
                || !state.compareAndSet(before, new State(Optional.of(running), before.last()))) {
            return new Begun.Already();
        }
        try {
            record.asked(by);
            IdleThread.of("log-check", () -> run(by, now)).start();
        } catch (RuntimeException | Error e) {
            state.set(new State(Optional.empty(), before.last()));
            throw e;
        }
        return new Begun.Now();
    }

    private void run(Principal by, Instant since) {
        Optional<Verification> found = Optional.empty();
        try {
            ProgressListener progress =
                    (done, all) ->
                            state.updateAndGet(now ->
                                    new State(
                                            Optional.of(
                                                    new Running(by.subject(), since, done, all)),
                                            now.last()));
            var brought =
                    new Brought(
                            Optional.of(log.verifierKey()),
                            copy.read(),
                            witnesses,
                            clock.instant());
            found =
                    Optional.of(
                            AuditVerifier.verifyWithSecondPlace(
                                    directory, brought, BodyScope.ALL, progress));
        } catch (IOException | RuntimeException e) {
            LOG.error("the audit log could not be verified", e);
        } finally {
            end(by, found);
        }
    }

    private void end(Principal by, Optional<Verification> found) {
        try {
            record.ended(by, found);
        } catch (RuntimeException e) {
            LOG.error("what a verification of the audit log found could not be put on record", e);
        } finally {
            state.set(
                    new State(
                            Optional.empty(),
                            Optional.of(new Ended(by.subject(), clock.instant(), found))));
        }
    }
}
