package dev.sallyport.server.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Whether the certificate of a connection holds now. The handshake has checked it once; a connection may outlive the
/// certificate, its CA, or the operator's trust in that CA, so every request asks again. Safe from many threads.
///
/// Whether a certificate was revoked is not asked.
public final class ClientCertificates {

    private static final Set<String> CLIENT_PURPOSES =
            Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0"); // clientAuth, any (RFC 5280 §4.2.1.12)

    /// The signatures up to the CA are checked again after this long; dates of the certificate itself always.
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    /// As many chains are remembered.
    private static final int REMEMBERED_MAX = 1_000;

    private final Supplier<TlsMaterial> material;
    private final Clock clock;
    private final ConcurrentHashMap<List<X509Certificate>, Good> remembered =
            new ConcurrentHashMap<>();

    private record Good(TlsMaterial by, Instant at) {}

    /// @param material in use
    public ClientCertificates(Supplier<TlsMaterial> material, Clock clock) {
        this.material = material;
        this.clock = clock;
    }

    /// What a connection showed.
    public sealed interface Shown {
        record Holds(X509Certificate certificate) implements Shown {}

        /// @param reason for the operator's log
        record Fails(String reason) implements Shown {}
    }

    /// @param chain as the client sent it, its own certificate first
    public Shown check(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return new Shown.Fails("the chain is empty");
        }
        var own = chain.getFirst();
        var now = clock.instant();
        return problem(own, now)
                .or(() -> pathProblem(chain, now))
                .<Shown>map(Shown.Fails::new)
                .orElseGet(() -> new Shown.Holds(own));
    }

    private static Optional<String> problem(X509Certificate own, Instant now) {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("it expired at " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return Optional.of("it is valid only from " + own.getNotBefore().toInstant() + " on");
        }
        if (own.getBasicConstraints() >= 0) {
            return Optional.of("it is a CA's, not a client's");
        }
        var usage = own.getKeyUsage();
        if (usage != null && !usage[0]) {
            return Optional.of("its key is not for signatures (key usage)");
        }
        try {
            var purposes = own.getExtendedKeyUsage();
            return purposes == null || purposes.stream().anyMatch(CLIENT_PURPOSES::contains)
                    ? Optional.empty()
                    : Optional.of("it is not for clients (extended key usage)");
        } catch (CertificateParsingException e) {
            return Optional.of("its extended key usage cannot be read");
        }
    }

    private Optional<String> pathProblem(List<X509Certificate> chain, Instant now) {
        var by = material.get();
        var key = List.copyOf(chain);
        var known = remembered.get(key);
        if (known != null
                && known.by().equals(by)
                && !now.isBefore(known.at())
                && now.isBefore(known.at().plus(BELIEVED))) {
            return Optional.empty();
        }
        var anchors = new HashSet<TrustAnchor>();
        for (var ca : by.clientCas()) {
            // The JDK does not look at the dates of those it is told to trust.
            if (!now.isBefore(ca.getNotBefore().toInstant())
                    && !now.isAfter(ca.getNotAfter().toInstant())) {
                anchors.add(new TrustAnchor(ca, null));
            }
        }
        if (anchors.isEmpty()) {
            return Optional.of("no CA in `server.tls.client_ca` is valid now");
        }
        try {
            build(chain, anchors, now);
        } catch (CertPathBuilderException e) {
            return Optional.of("no CA in `server.tls.client_ca` vouches for it now");
        } catch (GeneralSecurityException e) {
            return Optional.of("its chain cannot be checked");
        }
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.put(key, new Good(by, now));
        return Optional.empty();
    }

    private static void build(List<X509Certificate> chain, Set<TrustAnchor> anchors, Instant now)
            throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(chain.getFirst());
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var _ = CertPathBuilder.getInstance("PKIX").build(parameters);
    }
}
