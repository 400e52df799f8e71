package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import java.time.Duration;
import java.util.Optional;

/// Limits how often a principal may send messages. Asked once for each message; safe from many threads.
@FunctionalInterface
public interface Admission {

    /// @return how long to stay away, or empty to let the message in
    Optional<Duration> refuse(Principal principal);

    Admission ALL = _ -> Optional.empty();
}
