package dev.sallyport.server.tls;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts one server: the one that shows the certificate in a file, whatever its name, its CA and its dates. So a
/// process of this machine knows the gate whose configuration it has read. The file is read at every handshake, since
/// the gate's certificate is renewed while both run. Safe from many threads.
public final class PinnedServer extends X509ExtendedTrustManager {

    private final Path certificate;

    private PinnedServer(Path certificate) {
        this.certificate = certificate;
    }

    /// @param certificate PEM; the first in it counts
    public static SSLContext context(Path certificate) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedServer(certificate)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        try {
            var known = PemFile.read("server.tls.certificate", certificate).certificates();
            if (chain.length == 0 || !chain[0].equals(known.getFirst())) {
                throw new CertificateException("the server is not the one that is configured");
            }
        } catch (TlsFileException e) {
            throw new CertificateException("the configured certificate cannot be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw noClients();
    }

    private static CertificateException noClients() {
        return new CertificateException("no client is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
