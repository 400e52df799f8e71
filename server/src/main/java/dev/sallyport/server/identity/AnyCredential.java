package dev.sallyport.server.identity;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Tells whose token it is by its looks, and asks them alone: `sp_…` is a key of the gate's own, everything else
/// an issuer's. A request without a token is its client certificate's. Safe from many threads.
public final class AnyCredential implements Authenticator {

    private final Authenticator keys;
    private final Authenticator issuers;
    private final Optional<CertificateNames> certificates;

    /// @param certificates empty where certificates name nobody
    public AnyCredential(
            Authenticator keys, Authenticator issuers, Optional<CertificateNames> certificates) {
        this.keys = keys;
        this.issuers = issuers;
        this.certificates = certificates;
    }

    @Override
    public Authentication authenticate(String bearerToken) {
        return whose(bearerToken).authenticate(bearerToken);
    }

    @Override
    public Authentication authenticate(Presented presented) {
        return whose(presented.token()).authenticate(presented);
    }

    @Override
    public Authentication authenticate(X509Certificate certificate) {
        return certificates
                .map(names -> names.authenticate(certificate))
                .orElseGet(() -> Authenticator.super.authenticate(certificate));
    }

    private Authenticator whose(String token) {
        return token.startsWith(ApiKeyToken.PREFIX) ? keys : issuers;
    }
}
