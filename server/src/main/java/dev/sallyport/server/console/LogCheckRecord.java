package dev.sallyport.server.console;

import dev.sallyport.audit.Verification;
import dev.sallyport.policy.Principal;
import java.util.Optional;

/// Puts on record who has the log verified in the console, and what came of it. Safe from many threads.
public interface LogCheckRecord {

    /// Durable when it returns; the verification begins only then.
    ///
    /// @throws dev.sallyport.server.call.UnrecordedException when it cannot be made durable
    void asked(Principal by);

    /// @param found empty when the verification itself failed
    /// @throws dev.sallyport.server.call.UnrecordedException when it cannot be made durable
    void ended(Principal by, Optional<Verification> found);
}
