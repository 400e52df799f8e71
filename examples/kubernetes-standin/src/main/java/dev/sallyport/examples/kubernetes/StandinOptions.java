package dev.sallyport.examples.kubernetes;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;

/// How a stand-in is started.
///
/// @param port on the loopback address; 0 for any free one
/// @param token the bearer token that may do everything
/// @param powerlessToken a bearer token that is known and may do nothing, user `limited`
/// @param seeded whether it starts with the demo's namespaces and workloads
/// @param clock for the times in objects
/// @param uids for the uids of new objects
public record StandinOptions(
        int port,
        String token,
        String powerlessToken,
        boolean seeded,
        Clock clock,
        Supplier<UUID> uids) {

    public StandinOptions {
        if (token.isBlank() || token.equals(powerlessToken)) {
            throw new IllegalArgumentException("the two tokens differ and are not blank");
        }
    }

    /// Any free port, fresh random tokens, the demo's objects, real time.
    public static StandinOptions defaults() {
        var random = new SecureRandom();
        return new StandinOptions(
                0, token(random), token(random), true, Clock.systemUTC(), UUID::randomUUID);
    }

    public StandinOptions withPort(int newPort) {
        return new StandinOptions(newPort, token, powerlessToken, seeded, clock, uids);
    }

    public StandinOptions withSeeded(boolean newSeeded) {
        return new StandinOptions(port, token, powerlessToken, newSeeded, clock, uids);
    }

    private static String token(SecureRandom random) {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        return "standin-" + HexFormat.of().formatHex(bytes);
    }
}
