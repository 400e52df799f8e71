package dev.sallyport.server;

import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.KeyRotation;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.time.Clock;
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
