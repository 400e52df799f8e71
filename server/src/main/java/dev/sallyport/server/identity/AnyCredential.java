package dev.sallyport.server.identity;

/// Tells whose token it is by its looks, and asks them alone: `sp_…` is a key of the gate's own, everything else
/// an issuer's. Safe from many threads.
public final class AnyCredential implements Authenticator {

    private final Authenticator keys;
    private final Authenticator issuers;

    public AnyCredential(Authenticator keys, Authenticator issuers) {
        this.keys = keys;
        this.issuers = issuers;
    }

    @Override
    public Authentication authenticate(String bearerToken) {
        return whose(bearerToken).authenticate(bearerToken);
    }

    @Override
    public Authentication authenticate(Presented presented) {
        return whose(presented.token()).authenticate(presented);
    }

    private Authenticator whose(String token) {
        return token.startsWith(ApiKeyToken.PREFIX) ? keys : issuers;
    }
}
