package dev.sallyport.server.mcp;

import dev.sallyport.server.call.Caller;
import java.time.Duration;

/// The bounds of the wires.
///
/// @param messageBytesMax the longest message taken, in bytes
/// @param sessionsMax open sessions in all
/// @param sessionsPerPrincipalMax open sessions of one principal; a further one closes its longest idle one
/// @param sessionIdleMax a session without a request for this long is closed
/// @param callsPerSessionMax requests of one session under way at once
/// @param callsPerPrincipalMax requests of one principal under way at once, over all wires
/// @param toolsPerPageMax tools in one page of `tools/list`
/// @param holdWait how long a held call may block, up to [Caller#HOLD_WAIT_MAX]
/// @param replyGrace an answer within this time goes out as plain JSON; a later one turns into a stream
/// @param heartbeat how often a waiting stream writes a comment, which is also how a vanished client is
///     noticed (after two of them)
public record McpLimits(
        int messageBytesMax,
        int sessionsMax,
        int sessionsPerPrincipalMax,
        Duration sessionIdleMax,
        int callsPerSessionMax,
        int callsPerPrincipalMax,
        int toolsPerPageMax,
        Duration holdWait,
        Duration replyGrace,
        Duration heartbeat) {

    public static final McpLimits DEFAULT =
            new McpLimits(
                    4 * 1024 * 1024,
                    4_096,
                    256,
                    Duration.ofMinutes(30),
                    256,
                    1_024,
                    200,
                    Caller.HOLD_WAIT_MAX,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(3));

    public McpLimits {
        if (messageBytesMax < 1
                || sessionsMax < 1
                || sessionsPerPrincipalMax < 1
                || callsPerSessionMax < 1
                || callsPerPrincipalMax < 1
                || toolsPerPageMax < 1) {
            throw new IllegalArgumentException("every bound must be at least 1");
        }
        if (!sessionIdleMax.isPositive() || !heartbeat.isPositive() || replyGrace.isNegative()) {
            throw new IllegalArgumentException("times must be positive");
        }
        if (holdWait.isNegative() || holdWait.compareTo(Caller.HOLD_WAIT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a held call waits 0 to 45 seconds, not " + holdWait);
        }
    }

    /// The same with another rhythm, for tests and impatient proxies.
    public McpLimits withTimes(Duration newReplyGrace, Duration newHeartbeat) {
        return new McpLimits(
                messageBytesMax,
                sessionsMax,
                sessionsPerPrincipalMax,
                sessionIdleMax,
                callsPerSessionMax,
                callsPerPrincipalMax,
                toolsPerPageMax,
                holdWait,
                newReplyGrace,
                newHeartbeat);
    }
}
