package dev.sallyport.server.tls;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// What the files of `server.tls` held at one instant, checked and ready to serve. Immutable.
///
/// @param chain of the gate, its own certificate first
/// @param clientCas that vouch for clients; empty where nobody is asked for a certificate
public record TlsMaterial(
        SSLContext context, List<X509Certificate> chain, List<X509Certificate> clientCas) {

    /// The files as they are, before anything of them is understood.
    record Files(PemFile certificate, PemFile key, Optional<PemFile> clientCa) {

        static Files read(Tls tls) throws TlsFileException {
            return new Files(
                    PemFile.read("server.tls.certificate", tls.certificate()),
                    PemFile.secret("server.tls.key", tls.key()),
                    tls.clients().isPresent()
                            ? Optional.of(
                                    PemFile.read("server.tls.client_ca", tls.clients().get().ca()))
                            : Optional.empty());
        }

        boolean sameAs(Files other) {
            return certificate.sameAs(other.certificate)
                    && key.sameAs(other.key)
                    && clientCa.isPresent() == other.clientCa.isPresent()
                    && (clientCa.isEmpty() || clientCa.get().sameAs(other.clientCa.orElseThrow()));
        }
    }

    /// @throws TlsFileException when a file cannot be used, or they do not belong together
    static TlsMaterial of(Files files) throws TlsFileException {
        var chain = files.certificate().certificates();
        var own = chain.getFirst().getPublicKey();
        if (!own.getAlgorithm().equals("RSA") && !own.getAlgorithm().equals("EC")) {
            throw new TlsFileException(
                    files.certificate().name()
                            + " has a key of the kind "
                            + own.getAlgorithm()
                            + ", which the JDK's TLS does not serve; use RSA or EC");
        }
        var key = files.key().privateKey(own.getAlgorithm());
        if (!belongTogether(own, key)) {
            throw new TlsFileException(
                    files.key().name()
                            + " does not belong to the first certificate in `"
                            + files.certificate().path()
                            + "` ("
                            + Quoted.of(subject(chain.getFirst()))
                            + "); the gate's own certificate comes first");
        }
        var clientCas =
                files.clientCa().isPresent()
                        ? cas(files.clientCa().get())
                        : List.<X509Certificate>of();
        try {
            return new TlsMaterial(context(chain, key, clientCas), chain, clientCas);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFileException(
                    files.certificate().name() + " cannot be served by the JDK's TLS", e);
        }
    }

    /// Whether the gate's own certificate counts with clients at this instant.
    Optional<String> ageProblem(Instant now) {
        var own = chain.getFirst();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("expired at " + own.getNotAfter().toInstant());
        }
        return now.isBefore(own.getNotBefore().toInstant())
                ? Optional.of("is valid only from " + own.getNotBefore().toInstant() + " on")
                : Optional.empty();
    }

    static List<X509Certificate> cas(PemFile file) throws TlsFileException {
        var cas = file.certificates();
        for (var ca : cas) {
            // A peer's own certificate here would be believed without a look at its dates.
            if (ca.getBasicConstraints() < 0) {
                throw new TlsFileException(
                        file.name()
                                + " holds "
                                + Quoted.of(subject(ca))
                                + ", which is no CA (basic constraints); list CAs alone");
            }
        }
        return cas;
    }

    private static SSLContext context(
            List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientCas)
            throws GeneralSecurityException, IOException {
        var none = new char[0];
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, none);
        own.setKeyEntry("gate", key, none, chain.toArray(X509Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, none);
        var context = SSLContext.getInstance("TLS");
        // Never null, which would be the JDK's own list of CAs.
        context.init(
                keys.getKeyManagers(),
                clientCas.isEmpty() ? new TrustManager[0] : trust(clientCas),
                null);
        return context;
    }

    /// Who trusts these CAs and no others.
    static TrustManager[] trust(List<X509Certificate> cas)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < cas.size(); i++) {
            store.setCertificateEntry("ca-" + i, cas.get(i));
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static boolean belongTogether(PublicKey own, PrivateKey key) {
        var name = own.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        var probe = new byte[32];
        try {
            var signature = Signature.getInstance(name);
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(own);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /// Keeps it short.
    @Override
    public String toString() {
        return "TlsMaterial[" + subject(chain.getFirst()) + "]";
    }
}
