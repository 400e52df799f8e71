package dev.sallyport.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// The TLS of a client that trusts the servers of some CAs: those in a file, or the JDK's own.
public final class TrustedServers {

    private TrustedServers() {}

    /// Speaks TLS over a connection, with the server of that very name.
    ///
    /// @param plain is closed with what is returned
    /// @throws IOException when the server is not trusted, or is another
    public static SSLSocket handshake(SSLContext context, Socket plain, String host, int port)
            throws IOException {
        var secure = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /// @param key which setting names the file: `--ca`
    /// @param ca PEM; empty for the CAs that the JDK trusts
    /// @throws TlsFileException when the file cannot be used
    public static SSLContext context(String key, Optional<Path> ca) throws TlsFileException {
        try {
            if (ca.isEmpty()) {
                return SSLContext.getDefault();
            }
            var file = PemFile.read(key, ca.get());
            var context = SSLContext.getInstance("TLS");
            context.init(null, TlsMaterial.trust(TlsMaterial.cas(file)), null);
            return context;
        } catch (TlsFileException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFileException("the JDK's TLS cannot be used", e);
        }
    }
}
