package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;

/// Finds out who a bearer token belongs to. Safe from many threads; asked on every request, so that a revoked
/// token stops working with the next one.
public interface Authenticator {

    Authentication authenticate(String bearerToken);

    /// The answer. A refusal tells the caller nothing; the reason is for the operator's log.
    sealed interface Authentication {
        record Known(Principal principal) implements Authentication {}

        record Refused(String reason) implements Authentication {}
    }
}
