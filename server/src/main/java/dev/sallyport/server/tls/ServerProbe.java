package dev.sallyport.server.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Finds out whether a server can be reached, by connecting to it and hanging up.
public final class ServerProbe {

    private static final int WAIT_MS = Math.toIntExact(Duration.ofSeconds(10).toMillis());
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ServerProbe() {}

    /// @param key which setting names the file: `audit.export.ca`
    /// @param url http or https
    /// @return empty when it can be
    public static String problem(String key, URI url, Optional<Path> ca) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        return problem(key, url.getHost().replaceAll("^\\[|]$", ""), port, tls, ca);
    }

    /// The same of a host and port.
    public static String problem(
            String key, String host, int port, boolean tls, Optional<Path> ca) {
        try (var plain = new Socket()) {
            var trusted = TrustedServers.context(key, ca);
            plain.connect(new InetSocketAddress(host, port), WAIT_MS);
            plain.setSoTimeout(WAIT_MS);
            if (tls) {
                TrustedServers.handshake(trusted, plain, host, port).close();
            }
            return "";
        } catch (TlsFileException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return "it cannot be reached (" + e.getClass().getSimpleName() + ")";
        }
    }
}
