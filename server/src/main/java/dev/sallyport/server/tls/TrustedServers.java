package dev.sallyport.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The TLS of a client that trusts the servers of some CAs: those in a file, or the JDK's own.
public final class TrustedServers {

    private TrustedServers() {}

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
