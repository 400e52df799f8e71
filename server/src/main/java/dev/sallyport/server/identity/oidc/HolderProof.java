package dev.sallyport.server.identity.oidc;

import dev.sallyport.server.identity.Presented;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Set;

/// Whether who sends a token is who it was given to, where the token asks for that (`cnf`, RFC 7800): by a DPoP
/// proof (RFC 9449) or by the certificate of the connection (RFC 8705 §3). Safe from many threads.
final class HolderProof {

    private static final String KEY = "jkt";
    private static final String CERTIFICATE = "x5t#S256";

    private final DpopProofs proofs;

    HolderProof(DpopProofs proofs) {
        this.proofs = proofs;
    }

    void check(ClaimSet claims, Presented presented) throws RefusedTokenException {
        var bound = claims.object("cnf");
        if (bound.isEmpty()) {
            if (presented.scheme() == Presented.Scheme.DPOP) {
                throw new RefusedTokenException(
                        "the token is bound to no key, yet it was sent as DPoP");
            }
            return;
        }
        var names = Set.copyOf(bound.get().propertyNames());
        if (names.isEmpty() || !Set.of(KEY, CERTIFICATE).containsAll(names)) {
            throw new RefusedTokenException(
                    "the token is bound to a key in a way that is not known here");
        }
        var confirmation = new ClaimSet(bound.get());
        var key = confirmation.text(KEY);
        var certificate = confirmation.text(CERTIFICATE);
        if (key.isPresent()) {
            if (presented.scheme() != Presented.Scheme.DPOP) {
                throw new RefusedTokenException(
                        "the token is bound to a key, and was not sent as DPoP");
            }
            proofs.check(presented, key.get());
        } else if (presented.scheme() == Presented.Scheme.DPOP) {
            throw new RefusedTokenException(
                    "the token is bound to a certificate, yet it was sent as DPoP");
        }
        if (certificate.isPresent()
                && presented
                        .certificate()
                        .filter(shown -> Digests.same(thumbprint(shown), certificate.get()))
                        .isEmpty()) {
            throw new RefusedTokenException(
                    "the token is bound to a key whose certificate was not shown");
        }
    }

    private static String thumbprint(X509Certificate certificate) {
        try {
            return Digests.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            return "";
        }
    }
}
