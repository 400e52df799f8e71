package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import java.security.cert.X509Certificate;

/// Finds out who a token belongs to. Safe from many threads; asked on every request, so that a revoked token
/// stops working with the next one.
public interface Authenticator {

    /// @param bearerToken who has it may use it
    Authentication authenticate(String bearerToken);

    /// As [#authenticate(String)], with all else that the request shows.
    default Authentication authenticate(Presented presented) {
        return switch (presented.scheme()) {
            case BEARER -> authenticate(presented.token());
            case DPOP -> new Authentication.Refused("only tokens of an issuer are sent as DPoP");
        };
    }

    /// Who a client certificate names, on a request without a token.
    ///
    /// @param certificate of the connection, that holds now
    default Authentication authenticate(X509Certificate certificate) {
        return new Authentication.Refused("client certificates name nobody here");
    }

    /// The answer. A refusal tells the caller nothing; the reason is for the operator's log.
    sealed interface Authentication {

        record Known(Principal principal, CredentialBounds bounds) implements Authentication {
            /// Known by a credential that ends with its revocation alone.
            public Known(Principal principal) {
                this(principal, CredentialBounds.NONE);
            }
        }

        record Refused(String reason) implements Authentication {}

        /// Nobody can tell now; the same token may be good in a moment.
        record Unavailable(String reason) implements Authentication {}
    }
}
