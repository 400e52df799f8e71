package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.KeyRotation;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// What is done to the log of a configuration while no gate has it open.
public final class LogUpkeep {

    private LogUpkeep() {}

    /// Gives the log another signing key.
    ///
    /// @throws dev.sallyport.audit.AuditOpenException when there is no log, a gate has it open, or it must not be
    ///     opened
    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    /// @throws IOException when the log's name cannot be read
    public static KeyRotation.Rotated rotateKey(Configuration configuration) throws IOException {
        return with(
                configuration,
                options -> KeyRotation.rotate(configuration.audit().directory(), options));
    }

    /// Takes the log over as it lies there, after its checkpoint was lost from the second place; on record.
    ///
    /// @param root the root hash that the operator vouches for, as [AuditVerifier] tells it
    /// @return what was taken over, or why it was not
    /// @throws dev.sallyport.audit.AuditOpenException when there is no log, a gate has it open, or it must not be
    ///     opened
    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    /// @throws IOException when the log's name or its second place cannot be read
    public static Adopted adopt(Configuration configuration, String root) throws IOException {
        if (SecondPlace.read(configuration).isPresent()) {
            return new Adopted.NotLost();
        }
        var directory = configuration.audit().directory();
        var found = AuditVerifier.verify(directory, Optional.empty(), ProgressListener.NONE);
        if (!(found instanceof Verification.Sound sound)) {
            return new Adopted.NotSound(found);
        }
        if (!sound.root().equals(root)) {
            return new Adopted.NotMeant(sound);
        }
        return with(
                configuration,
                options -> {
                    try (var log = AuditLog.open(directory, options.withAdoptDirectory(true))) {
                        long index =
                                log.append(
                                        AuditRecord.of(Stage.LOG_ADOPTED)
                                                .detail("size", Long.toString(sound.size()))
                                                .detail("root", sound.root())
                                                .detail("unsigned", Long.toString(sound.unsigned()))
                                                .build());
                        var _ = log.sync();
                        return new Adopted.Done(sound, index);
                    }
                });
    }

    /// What became of the wish to take a log over.
    public sealed interface Adopted {

        /// @param index the record that says so
        record Done(Verification.Sound log, long index) implements Adopted {}

        /// Its second place has a checkpoint, which counts.
        record NotLost() implements Adopted {}

        record NotSound(Verification found) implements Adopted {}

        /// The root hash is another.
        record NotMeant(Verification.Sound log) implements Adopted {}
    }

    private static <T> T with(Configuration configuration, Function<AuditOptions, T> work)
            throws IOException {
        var audit = configuration.audit();
        var clock = Clock.systemUTC();
        var origin =
                LogOrigin.known(audit)
                        .orElseThrow(() ->
                                new IOException(
                                        "no gate of this configuration ever made a log: its name beside `"
                                                + audit.key()
                                                + "` is missing"));
        try (var state = Gate.openState(configuration)) {
            return work.apply(
                    AuditOptions.of(
                                    origin,
                                    audit.key(),
                                    SecondPlace.of(audit, state, origin, clock))
                            .withClock(clock));
        }
    }
}
