package dev.sallyport.server.call;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import java.time.Duration;

/// Who calls, and through what.
///
/// @param connection what calls come in by: the MCP session, or one made up for a stateless request
/// @param client the MCP client's own name and version; a claim, shown as such, at most 200 characters
/// @param door `stdio`, `http`, `sse`, `stateless`, `git` or `api`
/// @param holdWait how long a held call may block before it answers `pending_approval`: 0 to 45 seconds
/// @param bounds what the caller's credential sets beside naming it
public record Caller(
        Principal principal,
        String connection,
        String client,
        String door,
        Duration holdWait,
        CredentialBounds bounds) {

    /// The longest wait that common clients sit through (their limit is 60 s a request).
    public static final Duration HOLD_WAIT_MAX = Duration.ofSeconds(45);

    /// A caller whose credential sets nothing more.
    public Caller(
            Principal principal, String connection, String client, String door, Duration holdWait) {
        this(principal, connection, client, door, holdWait, CredentialBounds.NONE);
    }

    public Caller {
        if (holdWait.isNegative() || holdWait.compareTo(HOLD_WAIT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a held call waits 0 to 45 seconds, not " + holdWait);
        }
    }
}
