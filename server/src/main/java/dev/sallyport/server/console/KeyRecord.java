package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.ApiKey;

/// Puts on record what humans do with API keys in the console. Safe from many threads.
public interface KeyRecord {

    /// Durable when it returns; the key ends only then.
    ///
    /// @throws dev.sallyport.server.call.UnrecordedException when it cannot be made durable; the key stays as it is then
    void revoked(ApiKey key, Principal by);
}
